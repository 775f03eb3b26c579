@NullMarked
package dev.sessionwatchdog.quarantine;

import org.jspecify.annotations.NullMarked;
