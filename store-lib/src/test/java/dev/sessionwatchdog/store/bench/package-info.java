@NullMarked
package dev.sessionwatchdog.store.bench;

import org.jspecify.annotations.NullMarked;
