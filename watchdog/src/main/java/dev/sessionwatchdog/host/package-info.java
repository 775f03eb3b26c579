@NullMarked
package dev.sessionwatchdog.host;

import org.jspecify.annotations.NullMarked;
