package dev.sessionwatchdog.store.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The model of the protocol, checked in every state by Spin (Debian's `spin`, and a C compiler).
/// Where they are missing, [LeaseScheduleTest] still checks the same property of the code itself.
class SpinTest {

    private static final Path MODEL = Path.of("src", "test", "spin", "lease.pml").toAbsolutePath();
    private static final Pattern STATES = Pattern.compile("([0-9]+) states, stored");

    @TempDir Path temp;

    @BeforeAll
    static void needsSpin() {
        assumeTrue(
                isInstalled("spin") && isInstalled("gcc"),
                "spin or gcc is not installed; LeaseScheduleTest checks the property alone");
    }

    private static boolean isInstalled(String tool) {
        for (String directory :
                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, tool))) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-DMAXG=2 -DT=2 -DB=1",
                "-DMAXG=2 -DT=1 -DB=2",
            })
    void the_protocol_holds_in_every_state(String size) throws Exception {
        holds(size);
    }

    @EnabledIfSystemProperty(named = "hunt", matches = "true")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-DMAXG=2 -DT=2 -DB=2",
                "-DMAXG=3 -DT=1 -DB=2",
            })
    void the_protocol_holds_in_every_state_of_larger_models(String size) throws Exception {
        holds(size);
    }

    private void holds(String size) throws Exception {
        String output = check(size);
        System.out.println(
                "spin: as specified " + size + ": " + states(output) + " states, 0 errors");
        assertThat(output).contains("errors: 0").doesNotContain("max search depth too small");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_QUARANTINE", "CHECK_ONLY", "NO_DRAIN", "NAIVE_REMOVE", "BY_HANDLE"})
    void each_weakened_protocol_violates_an_assertion(String weakened) throws Exception {
        String output = check("-DMAXG=2 -D" + weakened);
        assertThat(output).contains("errors: 1");
        Matcher violated = Pattern.compile("pan:1: (assertion violated.*) \\(at").matcher(output);
        assertThat(violated.find()).as(output).isTrue();
        System.out.println(
                "spin: "
                        + weakened
                        + ": "
                        + violated.group(1).replaceAll(" +", " ")
                        + " after "
                        + states(output)
                        + " states");
    }

    private static String states(String output) {
        Matcher states = STATES.matcher(output);
        assertThat(states.find()).as(output).isTrue();
        return states.group(1);
    }

    private String check(String definitions) throws IOException, InterruptedException {
        List<String> spin = new ArrayList<>(List.of("spin", "-a"));
        spin.addAll(List.of(definitions.split(" ", -1)));
        spin.add(MODEL.toString());
        run(spin);
        run(
                List.of(
                        "gcc",
                        "-O2",
                        "-w",
                        "-DSAFETY",
                        "-DCOLLAPSE",
                        "-DMEMLIM=4096",
                        "-o",
                        "pan",
                        "pan.c"));
        // -E: an owner that waits for a number beyond the model's last is no error.
        return run(List.of("./pan", "-E", "-m200000"));
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(temp.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
        return output;
    }
}
