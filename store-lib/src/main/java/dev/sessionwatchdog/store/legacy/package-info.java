@NullMarked
package dev.sessionwatchdog.store.legacy;

import org.jspecify.annotations.NullMarked;
