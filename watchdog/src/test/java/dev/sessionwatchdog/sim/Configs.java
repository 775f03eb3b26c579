package dev.sessionwatchdog.sim;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.ConfigSource;
import dev.sessionwatchdog.config.Overrides;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.config.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Configurations for tests: what the loader says where there is no file.
public final class Configs {

    private Configs() {}

    public static Config defaults() {
        return load(Optional.empty());
    }

    public static Config observing() {
        return load(Optional.of(Config.Mode.OBSERVE));
    }

    private static Config load(Optional<Config.Mode> mode) {
        try (FileSystem empty = Jimfs.newFileSystem(Configuration.unix())) {
            Surroundings surroundings =
                    new Surroundings("u", Set.of("u"), empty.getPath("/home/u"), Map.of());
            Overrides overrides = new Overrides(Overrides.NONE.roots(), mode);
            return switch (new ConfigSource(surroundings, Optional.empty(), overrides).load()) {
                case Reading.Loaded loaded -> loaded.config();
                case Reading.Rejected rejected ->
                        throw new IllegalStateException(rejected.toString());
            };
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
