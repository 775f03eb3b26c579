@NullMarked
package dev.sessionwatchdog.doctor;

import org.jspecify.annotations.NullMarked;
