@NullMarked
package dev.sessionwatchdog.action;

import org.jspecify.annotations.NullMarked;
