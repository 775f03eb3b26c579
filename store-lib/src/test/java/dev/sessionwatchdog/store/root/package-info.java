@NullMarked
package dev.sessionwatchdog.store.root;

import org.jspecify.annotations.NullMarked;
