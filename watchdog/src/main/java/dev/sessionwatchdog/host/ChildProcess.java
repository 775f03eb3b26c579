package dev.sessionwatchdog.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs another program once, bounded in time and in what it may say: with bytes on its standard
/// input, in an environment that holds nothing but what is given, and in a session of its own,
/// which is ended as a whole when it has run or its time is over.
///
/// Where there is no `setsid`, or no native calls, only those of its processes are ended that still
/// descend from it.
public final class ChildProcess {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /// Of what it says; the rest is read and thrown away, so that it never waits for us.
    static final int MOST_OUTPUT = 4 * 1024;

    private ChildProcess() {}

    /// @param exitCode -1 if it did not end by itself in time
    /// @param output what it said on both streams, as far as it is kept
    public record Ended(int exitCode, boolean inTime, String output) {}

    /// Runs it and waits for its end.
    ///
    /// @param command the program by its absolute path, and its arguments
    /// @throws IOException if it cannot be started
    public static Ended run(
            List<String> command, Map<String, String> environment, byte[] input, Duration most)
            throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(command.getFirst()))) {
            throw new IOException(command.getFirst() + " is not there, or is not executable");
        }
        boolean ownSession = Files.isExecutable(SETSID);
        List<String> all = new ArrayList<>();
        if (ownSession) {
            all.add(SETSID.toString());
        }
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        StringBuilder said = new StringBuilder();
        Thread writer = helper("notify-in", () -> write(process, input));
        Thread reader = helper("notify-out", () -> read(process, said));
        boolean inTime = false;
        try {
            inTime = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            end(process, ownSession);
        }
        writer.join(1_000);
        reader.join(1_000);
        // Also closes what it said: whoever has escaped may hold the other end for ever.
        process.destroyForcibly();
        synchronized (said) {
            return new Ended(inTime ? process.exitValue() : -1, inTime, said.toString());
        }
    }

    private static Thread helper(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    /// The process is not waited for twice: while it is ours to be waited for, or its group has a
    /// member, nobody else has its number.
    private static void end(Process process, boolean ownSession) {
        List<ProcessHandle> descendants = process.descendants().toList();
        if (ownSession) {
            boolean _ = HostCalls.endGroup((int) process.pid());
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
        if (process.isAlive()) {
            process.destroyForcibly();
        }
    }

    private static void write(Process process, byte[] input) {
        try (OutputStream to = process.getOutputStream()) {
            to.write(input);
        } catch (IOException itDoesNotRead) {
            // It may decide by its arguments alone.
        }
    }

    private static void read(Process process, StringBuilder said) {
        byte[] part = new byte[1024];
        try (InputStream from = process.getInputStream()) {
            for (int count = from.read(part); count >= 0; count = from.read(part)) {
                synchronized (said) {
                    int room = Math.min(count, MOST_OUTPUT - said.length());
                    said.append(new String(part, 0, Math.max(0, room), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException ended) {
            // Its streams were closed under us.
        }
    }
}
