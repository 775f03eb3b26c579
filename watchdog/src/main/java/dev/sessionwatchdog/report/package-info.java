@NullMarked
package dev.sessionwatchdog.report;

import org.jspecify.annotations.NullMarked;
