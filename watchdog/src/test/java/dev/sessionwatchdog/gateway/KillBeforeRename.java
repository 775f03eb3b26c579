package dev.sessionwatchdog.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Ends a gateway at the moment before it renames a new index into place.
record KillBeforeRename(Path library, Path armed) {

    /// Compiles what does it.
    static KillBeforeRename in(GatewayHome home) throws IOException, InterruptedException {
        Path source = home.base().resolve("kill_before_rename.c");
        try (InputStream code =
                Objects.requireNonNull(
                        KillBeforeRename.class.getResourceAsStream(
                                "/gateway/kill_before_rename.c"))) {
            Files.write(source, code.readAllBytes());
        }
        Path library = home.base().resolve("kill_before_rename.so");
        if (!Files.isExecutable(Path.of("/usr/bin/gcc"))) {
            Npm.missing("gcc is not installed: no gateway can be killed just before its rename");
        }
        Process compiler =
                new ProcessBuilder(
                                List.of(
                                        "/usr/bin/gcc",
                                        "-shared",
                                        "-fPIC",
                                        "-o",
                                        library.toString(),
                                        source.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(home.base().resolve("gcc.log").toFile())
                        .start();
        if (compiler.waitFor() != 0) {
            throw new IOException(Files.readString(home.base().resolve("gcc.log")));
        }
        return new KillBeforeRename(library, home.base().resolve("armed"));
    }

    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "KILL_BEFORE_RENAME", armed.toString());
    }

    void arm() throws IOException {
        Files.createFile(armed);
    }

    void disarm() throws IOException {
        Files.delete(armed);
    }
}
