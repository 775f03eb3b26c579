@NullMarked
package dev.sessionwatchdog.metrics;

import org.jspecify.annotations.NullMarked;
