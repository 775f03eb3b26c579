package dev.sessionwatchdog.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {

    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- run by ReadmeTest -->\n```java\n(.*?)```\n", Pattern.DOTALL);

    @TempDir private Path directory = Path.of("");

    @Test
    void the_example_runs_as_it_stands() throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("README.md")));
        assertThat(example.find()).isTrue();
        Path source = Files.writeString(directory.resolve("Example.java"), example.group(1));
        Path sessions = Files.createDirectories(directory.resolve("root/agents/main/sessions"));
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                source.toString(),
                                directory.resolve("root").toString())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output.lines())
                .containsExactly(
                        "Written[fence=1]",
                        "Written[fence=2]",
                        "Optional[{\"turns\":2}]",
                        "Listing[sessions=1, odd=0, undecodable=0, end=WHOLE]",
                        "Removed[fence=3]");
        assertThat(sessions.resolve("sessions.d/agent%3Amain%3Amain.json")).doesNotExist();
    }
}
