package dev.sessionwatchdog.gateway;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A command in a process group of its own. The group ends when it is closed, and also when this
/// JVM ends, however that ends: its keeper reads from us.
final class ProcessGroup implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// The first argument is a file for the command's process id.
    private static final String KEEPER =
            """
            "$@" < /dev/null &
            echo $! > "$0"
            cat > /dev/null
            kill -KILL 0
            """;

    private final Process keeper;
    private final ProcessHandle command;

    private ProcessGroup(Process keeper, ProcessHandle command) {
        this.keeper = keeper;
        this.command = command;
    }

    /// @param directory where it works
    /// @param environment all of it
    /// @param said where its output is appended to
    static ProcessGroup start(
            Path directory, Map<String, String> environment, Path said, List<String> command)
            throws IOException {
        Path pid = Files.createTempFile(said.toAbsolutePath().getParent(), "process", ".pid");
        List<String> all = new ArrayList<>(List.of("setsid", "bash", "-c", KEEPER, pid.toString()));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).directory(new File(directory.toString()));
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process keeper = builder.start();
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> Files.readString(pid).endsWith("\n") || !keeper.isAlive());
            long id = Long.parseLong(Files.readString(pid).strip());
            Files.delete(pid);
            return new ProcessGroup(
                    keeper,
                    ProcessHandle.of(id)
                            .orElseThrow(() -> new IOException("ended at once: " + command)));
        } catch (RuntimeException | IOException failed) {
            keeper.destroyForcibly();
            throw failed;
        }
    }

    long pid() {
        return command.pid();
    }

    boolean isAlive() {
        return command.isAlive();
    }

    /// Asks the command to end, as a service manager does, and then ends the group.
    void terminate() {
        command.destroy();
        await().atMost(PATIENCE).until(() -> !command.isAlive());
        close();
    }

    /// Ends the command as the kernel does when memory runs out.
    void kill() {
        command.destroyForcibly();
        await().atMost(PATIENCE).until(() -> !command.isAlive());
    }

    @Override
    public void close() {
        // What left the group for a session of its own is ended by its id.
        List<ProcessHandle> all;
        try (Stream<ProcessHandle> descendants = keeper.descendants()) {
            all = descendants.toList();
        }
        try {
            keeper.getOutputStream().close();
        } catch (IOException gone) {
            keeper.destroyForcibly();
        }
        await().atMost(PATIENCE).until(() -> !keeper.isAlive() && !command.isAlive());
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
