@NullMarked
package dev.sessionwatchdog.decision;

import org.jspecify.annotations.NullMarked;
