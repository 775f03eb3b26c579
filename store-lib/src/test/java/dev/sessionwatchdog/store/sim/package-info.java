/// Simulated twins of the seams: clocks and a disk that are never kinder than the real ones.
@NullMarked
package dev.sessionwatchdog.store.sim;

import org.jspecify.annotations.NullMarked;
