package dev.sessionwatchdog.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Starts this very program again: by its launcher when it runs from an image, else by the same
/// Java on the same class path.
final class OwnLauncher {

    private final Path config;
    private final Path state;

    /// @param config the configuration file of every verb that is started
    /// @param state its state directory
    OwnLauncher(Path config, Path state) {
        this.config = config;
        this.state = state;
    }

    /// Starts a verb; what it says goes where ours goes.
    Process start(String... verb) throws IOException {
        return builder(verb)
                .redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Runs a verb to its end and shows what it prints, indented.
    ///
    /// @return its exit code
    int show(Cli cli, String... verb) throws IOException, InterruptedException {
        Process process = builder(verb).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var lines = process.inputReader()) {
            lines.lines().forEach(line -> cli.out().println("  " + line));
        }
        cli.out().flush();
        return process.waitFor();
    }

    private ProcessBuilder builder(String... verb) {
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of(verb));
        command.addAll(List.of("--config", config.toString(), "--state-dir", state.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SESSION_WATCHDOG_"));
        return builder;
    }

    private static List<String> program() {
        Optional<Path> image = Version.image();
        if (image.isPresent()) {
            return List.of(image.get().resolve("bin/session-watchdog").toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sessionwatchdog.Main");
    }
}
