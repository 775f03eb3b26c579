/// The race for one lock on a real disk, between real processes, with an independent referee.
@NullMarked
package dev.sessionwatchdog.race;

import org.jspecify.annotations.NullMarked;
