package dev.sessionwatchdog.doctor;

import java.util.Optional;

/// A daemon that guards a root now, by its own word and by its process.
///
/// @param pid in our PID namespace
/// @param blind why it cannot see who owns locks, as it says itself
public record GuardingDaemon(
        String root, long pid, String version, Optional<String> blind, Optional<String> degraded) {}
