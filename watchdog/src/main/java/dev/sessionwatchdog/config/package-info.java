@NullMarked
package dev.sessionwatchdog.config;

import org.jspecify.annotations.NullMarked;
