package dev.sessionwatchdog.host;

import dev.sessionwatchdog.observation.Gateway;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Looks through our own user's processes for gateways (`protocols.md` 6, end).
///
/// A process whose environment cannot be read is not listed: it is unknown, and said to be.
final class GatewaySearch {

    private final Proc proc;

    GatewaySearch(Proc proc) {
        this.proc = proc;
    }

    /// @param onRoot the gateways that run on the root
    /// @param openClawElsewhere whether a process of OpenClaw's, on whichever root, runs in another
    ///   PID namespace, or in one that we cannot see
    /// @param unclear why OpenClaw may be at work on the root though no gateway is listed
    record Result(List<Gateway> onRoot, boolean openClawElsewhere, Optional<String> unclear) {}

    /// Looks once at every process. What cannot be listed at all leaves no gateway, and OpenClaw
    /// possibly elsewhere.
    ///
    /// @param booted when this machine booted, by which starts are told
    Result search(String rootPath, Instant booted) {
        List<Gateway> found = new ArrayList<>();
        OptionalInt us = proc.self().uid();
        Optional<String> ours = proc.self().namespace("pid");
        boolean elsewhere = us.isEmpty() || ours.isEmpty();
        Optional<String> unclear =
                us.isEmpty() ? Optional.of("our own user is not told") : Optional.empty();
        try {
            for (long pid : proc.processes()) {
                ProcEntry entry = proc.process(pid);
                if (us.isEmpty() || !us.equals(entry.uid())) {
                    continue;
                }
                GatewayTitle title = title(entry);
                if (title == GatewayTitle.STRANGER) {
                    continue;
                }
                boolean here = ours.isPresent() && ours.equals(entry.namespace("pid"));
                elsewhere |= !here;
                Optional<Gateway> gateway =
                        title == GatewayTitle.OTHER_OPENCLAW
                                ? Optional.empty()
                                : gateway(pid, entry, title, rootPath, booted, here);
                gateway.ifPresent(found::add);
                if (gateway.isEmpty() && unclear.isEmpty()) {
                    unclear = doubt(pid, entry, title, rootPath);
                }
            }
        } catch (IOException unlisted) {
            elsewhere = true;
            unclear = Optional.of("the processes cannot be listed");
        }
        return new Result(List.copyOf(found), elsewhere, unclear);
    }

    /// Why a process of OpenClaw's that is not listed may be at work on the root all the same.
    private static Optional<String> doubt(
            long pid, ProcEntry entry, GatewayTitle title, String rootPath) {
        try {
            if (entry.stat().ended()) {
                return Optional.empty();
            }
            Environment environment = Environment.of(entry);
            if (title == GatewayTitle.GATEWAY_PERHAPS && !environment.mentionsOpenClaw()) {
                return Optional.empty();
            }
            return switch (new StateDirectory(entry, environment, commandLine(entry))
                    .against(rootPath)) {
                case ANOTHER -> Optional.empty();
                case SAME -> Optional.of("process " + pid + ", OpenClaw's, works on this root");
                case UNKNOWN ->
                        Optional.of("process " + pid + ", OpenClaw's, does not show its directory");
            };
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        } catch (IOException hidden) {
            return Optional.of("process " + pid + " may be OpenClaw's and cannot be read");
        }
    }

    /// A process that does not show its arguments may be OpenClaw's.
    private static GatewayTitle title(ProcEntry entry) {
        try {
            return GatewayTitle.of(commandLine(entry));
        } catch (NoSuchFileException ended) {
            return GatewayTitle.STRANGER;
        } catch (IOException hidden) {
            return GatewayTitle.OTHER_OPENCLAW;
        }
    }

    private static CommandLine commandLine(ProcEntry entry) throws IOException {
        return CommandLine.parse(entry.bytes("cmdline", CommandLine.MOST_BYTES));
    }

    private static Optional<Gateway> gateway(
            long pid,
            ProcEntry entry,
            GatewayTitle title,
            String rootPath,
            Instant booted,
            boolean here) {
        try {
            ProcStat before = entry.stat();
            Environment environment = Environment.of(entry);
            boolean runs =
                    (title == GatewayTitle.GATEWAY || environment.mentionsOpenClaw())
                            && new StateDirectory(entry, environment, commandLine(entry))
                                    .is(rootPath);
            boolean same =
                    before.startTicks() == entry.stat().startTicks()
                            && !before.ended()
                            && GatewayTitle.of(commandLine(entry)) != GatewayTitle.STRANGER;
            return runs && same
                    ? Optional.of(
                            new Gateway(
                                    pid,
                                    before.startedAt(booted),
                                    OptionalLong.of(before.startTicks()),
                                    OptionalLong.of(before.parent()),
                                    here))
                    : Optional.empty();
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }
}
