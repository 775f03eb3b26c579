@NullMarked
package dev.sessionwatchdog.store;

import org.jspecify.annotations.NullMarked;
