package dev.sessionwatchdog.host;

import dev.sessionwatchdog.host.HostCalls.Existence;
import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.NamespaceProof;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.ProcessSight.Activity;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The processes of this machine, by two sources: `kill(pid, 0)` and `/proc` (proc(5)).
///
/// A process is gone only when both say so, twice, and a zombie only when it was one twice. What is
/// told of a running one is of one process: its start is the same before and after. Whatever cannot
/// be read is unknown, and no exception escapes. Nothing is remembered but, for a second, whether
/// we see.
public final class SystemProcesses implements ProcessTable {

    private static final int TRIES = 3;
    private static final long VISIBILITY_NANOS = 1_000_000_000L;

    private final Redaction redaction;
    private final Proc proc;
    private final IntFunction<Existence> existence;
    private final BootClock bootClock;
    private final FrozenGroups frozen;
    private final SelfCheck selfCheck;
    private final GatewaySearch gateways;
    private final NamespaceCheck namespaces;

    private @Nullable Visibility visibility;
    private long visibilityAt;

    /// @param nativeCalls whether `kill(2)` may be called; without it absence means something only
    ///   where `/proc` hides nobody's processes
    public SystemProcesses(boolean nativeCalls) {
        this(nativeCalls, Redaction.builtIn());
    }

    /// @param redaction what is not told of other processes' arguments
    public SystemProcesses(boolean nativeCalls, Redaction redaction) {
        this(
                redaction,
                Proc.ofThisMachine(),
                FrozenGroups.ofThisMachine(),
                nativeCalls ? HostCalls::existence : SystemProcesses::knownToJava,
                nativeCalls);
    }

    SystemProcesses(
            Proc proc, FrozenGroups frozen, IntFunction<Existence> existence, boolean nativeCalls) {
        this(Redaction.builtIn(), proc, frozen, existence, nativeCalls);
    }

    private SystemProcesses(
            Redaction redaction,
            Proc proc,
            FrozenGroups frozen,
            IntFunction<Existence> existence,
            boolean nativeCalls) {
        this.redaction = redaction;
        this.proc = proc;
        this.frozen = frozen;
        this.existence = existence;
        this.bootClock = new BootClock(proc, nativeCalls);
        this.selfCheck = new SelfCheck(proc, existence, nativeCalls);
        this.gateways = new GatewaySearch(proc);
        this.namespaces = new NamespaceCheck(proc);
    }

    /// Java reads `/proc` too, so where that hides the first process absence says nothing.
    private static Existence knownToJava(int pid) {
        if (ProcessHandle.of(pid).isPresent()) {
            return Existence.EXISTS;
        }
        return ProcessHandle.of(1).isPresent() ? Existence.NONE : Existence.CANNOT_TELL;
    }

    @Override
    public Visibility visibility() {
        long now = SystemTime.monotonicNanos();
        Visibility known = visibility;
        if (known == null || now - visibilityAt > VISIBILITY_NANOS) {
            known = selfCheck.look();
            visibility = known;
            visibilityAt = now;
        }
        return known;
    }

    @Override
    public NamespaceProof namespace(long pid, String rootPath) {
        if (selfCheck.look() instanceof Visibility.Blind blind) {
            return new NamespaceProof.Unproven(blind.reason());
        }
        return namespaces.prove(pid, () -> gateways.search(rootPath, Instant.EPOCH));
    }

    /// None either where we are blind, or cannot tell when one started.
    @Override
    public List<Gateway> gateways(String rootPath) {
        Optional<Instant> booted = bootClock.booted();
        return booted.isPresent() && visibility() instanceof Visibility.Sees
                ? gateways.search(rootPath, booted.get()).onRoot()
                : List.of();
    }

    @Override
    public Optional<String> unseenGateways(String rootPath) {
        if (visibility() instanceof Visibility.Blind blind) {
            return Optional.of(blind.reason());
        }
        if (bootClock.booted().isEmpty()) {
            return Optional.of("the time since boot is not told");
        }
        return gateways.search(rootPath, Instant.EPOCH)
                .unclear()
                .or(namespaces::whyGatewaysMayBeElsewhere);
    }

    @Override
    public ProcessSight look(long pid) {
        if (pid < 1 || pid > Integer.MAX_VALUE) {
            return new ProcessSight.Unknown("not a process id");
        }
        ProcessSight first = lookOnce((int) pid);
        return first instanceof ProcessSight.Gone ? lookOnce((int) pid) : first;
    }

    private ProcessSight lookOnce(int pid) {
        ProcEntry entry = proc.process(pid);
        ProcessSight.Unknown doubt = new ProcessSight.Unknown("it was not looked at");
        for (int tries = 0; tries < TRIES; tries++) {
            switch (tryOnce(pid, entry)) {
                case ProcessSight.Unknown unknown -> doubt = unknown;
                case ProcessSight known -> {
                    return known;
                }
            }
        }
        return doubt;
    }

    /// The kernel is asked between two reads, so that both answers are of one time.
    private ProcessSight tryOnce(int pid, ProcEntry entry) {
        try {
            Optional<ProcStat> before = stat(entry);
            Existence told = existence.apply(pid);
            if (before.isEmpty()) {
                return absent(told);
            }
            ProcessSight sight =
                    before.get().ended()
                            ? new ProcessSight.Zombie()
                            : describe(entry, before.get());
            ProcStat after = entry.stat();
            if (told == Existence.NONE) {
                return new ProcessSight.Unknown("/proc shows it, but kill(2) does not know it");
            }
            return before.get().startTicks() == after.startTicks()
                            && before.get().ended() == after.ended()
                    ? sight
                    : new ProcessSight.Unknown("it keeps changing while we look");
        } catch (NoSuchFileException ended) {
            return new ProcessSight.Unknown("it ends while we look");
        } catch (IOException unreadable) {
            return new ProcessSight.Unknown("/proc does not let us see it: " + unreadable);
        }
    }

    private static Optional<ProcStat> stat(ProcEntry entry) throws IOException {
        try {
            return Optional.of(entry.stat());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static ProcessSight absent(Existence told) {
        return switch (told) {
            case NONE -> new ProcessSight.Gone();
            case EXISTS -> new ProcessSight.Unknown("it exists, but /proc does not show it");
            case CANNOT_TELL ->
                    new ProcessSight.Unknown("/proc does not show it, kill(2) does not answer");
        };
    }

    private ProcessSight describe(ProcEntry entry, ProcStat stat) throws IOException {
        Optional<Instant> booted = bootClock.booted();
        if (booted.isEmpty()) {
            return new ProcessSight.Unknown(
                    "it runs, but the time since boot is not told, so its start is not");
        }
        return new ProcessSight.Running(
                stat.startedAt(booted.get()),
                OptionalLong.of(stat.startTicks()),
                sharesOurTime(entry),
                stat.paused() || frozen.holds(entry) ? Activity.PAUSED : Activity.RUNNING,
                entry.uid(),
                Optional.of(title(entry, stat)));
    }

    /// False also where that cannot be seen.
    private boolean sharesOurTime(ProcEntry entry) {
        Optional<String> ours = proc.self().namespace("time");
        return ours.isPresent() && ours.equals(entry.namespace("time"));
    }

    private String title(ProcEntry entry, ProcStat stat) throws IOException {
        try {
            return CommandLine.parse(entry.bytes("cmdline", CommandLine.MOST_BYTES))
                    .title(stat.comm(), redaction);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException hidden) {
            return CommandLine.parse(new byte[0]).title(stat.comm(), redaction);
        }
    }
}
