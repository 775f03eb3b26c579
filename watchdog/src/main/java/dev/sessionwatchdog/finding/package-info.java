@NullMarked
package dev.sessionwatchdog.finding;

import org.jspecify.annotations.NullMarked;
