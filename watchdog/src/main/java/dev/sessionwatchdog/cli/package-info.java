@NullMarked
package dev.sessionwatchdog.cli;

import org.jspecify.annotations.NullMarked;
