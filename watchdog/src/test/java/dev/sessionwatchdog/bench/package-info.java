/// Measurements of the built image; `mvn -Pbench verify` runs them.
@NullMarked
package dev.sessionwatchdog.bench;

import org.jspecify.annotations.NullMarked;
