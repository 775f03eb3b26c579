import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The tools of the system that make the packages.
final class Shell {

    private Shell() {}

    static boolean has(String tool) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
    }

    /// Runs a command in the C locale, which sorts by bytes.
    ///
    /// @throws IOException with what it said, when it fails
    static void run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        builder.environment().keySet().removeAll(List.of("GZIP", "TAR_OPTIONS", "XZ_OPT", "XZ_DEFAULTS"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(command.getFirst() + " ended with " + code + ": " + said);
        }
    }
}
