@NullMarked
package dev.sessionwatchdog.observation;

import org.jspecify.annotations.NullMarked;
