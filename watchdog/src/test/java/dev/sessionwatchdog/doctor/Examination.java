package dev.sessionwatchdog.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.cli.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/// Examines a machine that is made up, on which all is well but what a test makes wrong.
abstract class Examination {

    final Path directory;
    FakeMachine machine;

    Examination(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.machine = new FakeMachine(directory).daemon(77, "1.0.0");
    }

    /// That nothing else is found beside.
    final Result.Finding only(String check) {
        List<Result.Finding> found =
                machine.examine().stream()
                        .filter(Result.Finding.class::isInstance)
                        .map(Result.Finding.class::cast)
                        .toList();
        assertThat(found).extracting(Result.Finding::check).containsExactly(check);
        assertThat(found.getFirst().commands()).isNotEmpty().allSatisfy(Examination::isShell);
        return found.getFirst();
    }

    private static void isShell(String command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-n", "-c", command).inheritIO().start();
        assertThat(shell.waitFor()).as(command).isZero();
        if (command.startsWith("session-watchdog ")) {
            assertThat(Verb.understands(command)).as(command).isEmpty();
        }
    }

    final Result.CannotTell doubt(String check) {
        return machine.of(check).stream()
                .filter(Result.CannotTell.class::isInstance)
                .map(Result.CannotTell.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError(machine.examine().toString()));
    }

    final void store(String name, String content) throws IOException {
        Files.writeString(machine.root().resolve("agents/main/sessions").resolve(name), content);
    }
}
