@NullMarked
package dev.sessionwatchdog.store.forensic;

import org.jspecify.annotations.NullMarked;
