package dev.sessionwatchdog.doctor;

import java.util.List;
import java.util.Optional;

/// Asks another program something that changes nothing, such as `systemctl show`.
@FunctionalInterface
public interface Questions {

    /// What it printed; empty where there is no such program, it refused, or did not answer in
    /// time.
    Optional<String> ask(List<String> command);
}
