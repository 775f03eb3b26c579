@NullMarked
package dev.sessionwatchdog.sim;

import org.jspecify.annotations.NullMarked;
