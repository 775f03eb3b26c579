package dev.sessionwatchdog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

final class DaemonTest {

    @TempDir private Path directory;

    @Test
    void runs_only_when_it_says_so_in_whole() throws Exception {
        Path said = directory.resolve("daemon.json");
        assertThat(Daemon.saysRunning(said)).isFalse();
        Files.writeString(said, "");
        assertThat(Daemon.saysRunning(said)).isFalse();
        Files.writeString(said, "{\"pid\":1,\"state\":\"runn");
        assertThat(Daemon.saysRunning(said)).isFalse();
        Files.writeString(said, "{\"pid\":1,\"state\":\"starting\"}");
        assertThat(Daemon.saysRunning(said)).isFalse();
        Files.writeString(said, "{\"pid\":1, \"state\" : \"running\"}");
        assertThat(Daemon.saysRunning(said)).isTrue();
    }

    @Test
    void its_root_holds_one_valid_index_per_agent() throws Exception {
        Path root = QuietRoot.create(directory.resolve("root"), 3);

        Path index = root.resolve("agents/a002/sessions/sessions.json");
        assertThat(new JsonMapper().readTree(Files.readString(index)).has("agent:a002:main"))
                .isTrue();
        assertThat(root.resolve("agents")).isDirectoryContaining(path -> path.endsWith("a000"));
    }
}
