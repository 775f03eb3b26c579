package dev.sessionwatchdog.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A quarter of the store would not fit into the memory of the program that lists it.
class BoundedMemoryTest {

    @TempDir private Path sessions = Path.of("");

    private static String listed(Path sessions) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx12m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ListingProgram.class.getName(),
                                sessions.toString())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.strip();
    }

    private static void assertAllListed(String kind, String output) {
        System.out.println(kind + ", " + output);
        assertThat(output).startsWith("WHOLE: " + Gigantic.SESSIONS + " sessions, 8");
    }

    @Test
    void a_directory_of_80_megabytes_is_listed() throws Exception {
        Gigantic.writeDirectory(sessions);
        assertAllListed("sessions.d", listed(sessions));
    }

    @Test
    void a_single_file_of_80_megabytes_is_listed() throws Exception {
        Gigantic.writeSingleFile(sessions);
        assertAllListed("sessions.json", listed(sessions));
    }
}
