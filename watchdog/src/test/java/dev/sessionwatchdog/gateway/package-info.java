/// Published gateways at work beside the built daemon; `mvn -Pgateway verify` runs them, one
/// version at a time, each in a home of its own below `target/gateway/run`.
///
/// They are unmodified: only their model is ours. Turns are asked of the gateway's own HTTP
/// endpoint, not of its command line, whose start takes longer than the turn; a crash before a
/// rename is made by a preloaded library, since a tracer would slow every other call of the gateway
/// too.
@NullMarked
package dev.sessionwatchdog.gateway;

import org.jspecify.annotations.NullMarked;
