/// Who may write an entry, until when, under which fence (`protocols.md` 2-4, `doc/format.md`).
@NullMarked
package dev.sessionwatchdog.store.lease;

import org.jspecify.annotations.NullMarked;
