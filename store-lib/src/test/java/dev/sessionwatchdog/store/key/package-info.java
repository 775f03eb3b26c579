@NullMarked
package dev.sessionwatchdog.store.key;

import org.jspecify.annotations.NullMarked;
