@NullMarked
package dev.sessionwatchdog.store.migration;

import org.jspecify.annotations.NullMarked;
