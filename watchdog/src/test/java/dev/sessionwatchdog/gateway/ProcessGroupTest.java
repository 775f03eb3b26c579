package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What the scenes beside real gateways start is stopped again, however they end.
@EnabledOnOs(OS.LINUX)
final class ProcessGroupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String WITH_CHILD = "sleep 900 & echo $! > child; ";

    /// One that has left the group.
    private static final String AND_OTHER = "setsid sleep 900 & echo $! > other; ";

    @TempDir private Path directory;

    @Test
    void ends_with_all_that_it_started_when_it_is_closed() throws Exception {
        List<ProcessHandle> all;
        try (ProcessGroup group = start(WITH_CHILD + AND_OTHER)) {
            all = List.of(process("child"), process("other"));
            assertThat(all).allMatch(ProcessHandle::isAlive);
            assertThat(group.isAlive()).isTrue();
        }
        await().atMost(PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void ends_what_is_left_of_it_when_its_command_was_killed() throws Exception {
        ProcessHandle child;
        try (ProcessGroup group = start(WITH_CHILD)) {
            child = process("child");
            group.kill();
            assertThat(group.isAlive()).isFalse();
            assertThat(child.isAlive()).isTrue();
        }
        await().atMost(PATIENCE).until(() -> !child.isAlive());
    }

    private ProcessGroup start(String script) throws Exception {
        return ProcessGroup.start(
                directory,
                Map.of("PATH", "/usr/bin:/bin"),
                directory.resolve("said"),
                List.of("bash", "-c", script + "wait"));
    }

    private ProcessHandle process(String file) {
        Path pid = directory.resolve(file);
        await().atMost(PATIENCE)
                .until(() -> Files.exists(pid) && Files.readString(pid).endsWith("\n"));
        return ProcessHandle.of(Long.parseLong(read(pid))).orElseThrow();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
