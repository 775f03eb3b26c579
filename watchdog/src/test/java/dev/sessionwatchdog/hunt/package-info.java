/// Random lives of gateways, their owners and the machine, with the real daemon among them, and a
/// referee that knows the truth and none of the daemon's rules.
@NullMarked
package dev.sessionwatchdog.hunt;

import org.jspecify.annotations.NullMarked;
