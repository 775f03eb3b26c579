/// The package and its units, installed on a Debian system that is booted for it.
@NullMarked
package dev.sessionwatchdog.unit;

import org.jspecify.annotations.NullMarked;
