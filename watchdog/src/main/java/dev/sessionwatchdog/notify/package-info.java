@NullMarked
package dev.sessionwatchdog.notify;

import org.jspecify.annotations.NullMarked;
