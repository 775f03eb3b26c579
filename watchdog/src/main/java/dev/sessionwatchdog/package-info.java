@NullMarked
package dev.sessionwatchdog;

import org.jspecify.annotations.NullMarked;
