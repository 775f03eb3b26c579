/// Published gateways at work beside the built daemon; `mvn -Pgateway verify` runs them.
@NullMarked
package dev.sessionwatchdog.gateway;

import org.jspecify.annotations.NullMarked;
