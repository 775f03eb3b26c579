package dev.sessionwatchdog.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README shows how two neighbouring lines are checked with `sed` and `sha256sum` alone.
final class ReadmeChainTest {

    private static final Pattern BLOCK =
            Pattern.compile("<!-- run by ReadmeChainTest -->\n```sh\n(.*?)```\n", Pattern.DOTALL);

    @TempDir private Path log;

    @Test
    void sed_and_sha256sum_alone_verify_two_neighbouring_lines() throws Exception {
        try (RealLog writer = RealLog.in(log)) {
            for (int i = 1; i <= 4; i++) {
                writer.write(WrittenEvent.said("daemon.start", Level.INFO, "\"prev\":\"" + i));
            }
        }
        Path active = log.resolve("events.jsonl");
        String sound = Files.readString(active);

        assertThat(run()).isEqualTo("line 3 follows line 2\n");

        Files.writeString(active, sound.replaceFirst("8:37:07|20:37:07", "20:37:08"));
        assertThat(run()).isEqualTo("exit 1");
    }

    private String run() throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../README.md")));
        assertThat(block.find()).isTrue();
        Process shell =
                new ProcessBuilder("bash", "-euo", "pipefail", "-c", block.group(1))
                        .directory(log.toFile())
                        .redirectErrorStream(true)
                        .start();
        shell.getOutputStream().close();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = shell.waitFor();
        return code == 0 ? said : said + "exit " + code;
    }
}
