@NullMarked
package dev.sessionwatchdog.sweep;

import org.jspecify.annotations.NullMarked;
