@NullMarked
package dev.sessionwatchdog.era;

import org.jspecify.annotations.NullMarked;
