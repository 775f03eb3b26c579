@NullMarked
package dev.sessionwatchdog.store.time;

import org.jspecify.annotations.NullMarked;
