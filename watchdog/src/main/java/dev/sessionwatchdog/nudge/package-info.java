@NullMarked
package dev.sessionwatchdog.nudge;

import org.jspecify.annotations.NullMarked;
