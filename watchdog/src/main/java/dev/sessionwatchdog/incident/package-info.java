@NullMarked
package dev.sessionwatchdog.incident;

import org.jspecify.annotations.NullMarked;
