@NullMarked
package dev.sessionwatchdog.store.lease;

import org.jspecify.annotations.NullMarked;
