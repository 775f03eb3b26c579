package dev.sessionwatchdog.store.forensic;

import java.util.Optional;
import java.util.OptionalLong;

/// Who writes the log and under which configuration: the same in every event of one writer until
/// the configuration changes.
///
/// @param chainId names the chain for ever; used when a log is begun
/// @param configSha256 64 hexadecimal digits
/// @param actorType `daemon` or `cli`
public record Origin(
        String chainId,
        String hostName,
        Optional<String> hostId,
        String os,
        String serviceVersion,
        String instance,
        long pid,
        OptionalLong startTicks,
        String mode,
        boolean drill,
        Optional<String> invocationId,
        String configSha256,
        int configGeneration,
        String actorType,
        int uid,
        Optional<String> command) {}
