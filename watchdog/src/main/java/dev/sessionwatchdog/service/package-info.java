@NullMarked
package dev.sessionwatchdog.service;

import org.jspecify.annotations.NullMarked;
