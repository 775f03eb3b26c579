@NullMarked
package dev.sessionwatchdog.agent;

import org.jspecify.annotations.NullMarked;
