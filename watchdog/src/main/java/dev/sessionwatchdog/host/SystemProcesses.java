package dev.sessionwatchdog.host;

import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.Visibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The processes of this machine, by two sources: `kill(pid, 0)` and `/proc` (proc(5)). A process
/// is gone only when both say so, twice; where `/proc` does not show us even ourselves we are
/// blind.
public final class SystemProcesses implements ProcessTable {

    private static final Path PROC = Path.of("/proc");

    private final boolean nativeCalls;
    private @Nullable KillProbe probe;
    private @Nullable Visibility visibility;

    /// @param nativeCalls whether `kill(2)` may be called; without it absence proves nothing less
    ///   than `/proc` and the JVM's own process table can say
    public SystemProcesses(boolean nativeCalls) {
        this.nativeCalls = nativeCalls;
    }

    @Override
    public Visibility visibility() {
        Visibility known = visibility;
        if (known == null) {
            known = lookAtOurselves();
            visibility = known;
        }
        return known;
    }

    /// `/proc/self/stat` must be there and begin with our own process id: otherwise this `/proc` is
    /// hidden, or belongs to another PID namespace.
    private static Visibility lookAtOurselves() {
        long pid = ProcessHandle.current().pid();
        try {
            String stat = Files.readString(PROC.resolve("self/stat"));
            if (!stat.startsWith(pid + " ")) {
                return new Visibility.Blind("/proc belongs to another PID namespace");
            }
            return Files.isDirectory(PROC.resolve(Long.toString(pid)))
                    ? new Visibility.Sees()
                    : new Visibility.Blind("/proc does not show our own process");
        } catch (IOException hidden) {
            return new Visibility.Blind("/proc cannot be read");
        }
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
        boolean exists = exists(pid);
        try {
            Optional<Instant> started = ProcStat.startedAt(PROC, pid);
            if (started.isPresent()) {
                return new ProcessSight.Running(started.get());
            }
            return new ProcessSight.Unknown("/proc does not tell its start");
        } catch (NoSuchFileException absent) {
            return exists
                    ? new ProcessSight.Unknown("it exists, but /proc does not show it")
                    : new ProcessSight.Gone();
        } catch (IOException unreadable) {
            return new ProcessSight.Unknown("/proc: " + unreadable.getClass().getSimpleName());
        }
    }

    private boolean exists(int pid) {
        if (!nativeCalls) {
            return ProcessHandle.of(pid).isPresent();
        }
        KillProbe ready = probe;
        if (ready == null) {
            ready = new KillProbe();
            probe = ready;
        }
        return ready.ask(pid) == KillProbe.Answer.EXISTS;
    }
}
