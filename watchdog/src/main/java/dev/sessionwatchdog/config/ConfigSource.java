package dev.sessionwatchdog.config;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where a process's configuration comes from: asked once at start, and again at each reload.
///
/// @param asked the file that the operator named; absolute
public record ConfigSource(Surroundings surroundings, Optional<Path> asked, Overrides overrides) {

    /// The file that [#load] reads: the one asked for, else
    /// `$XDG_CONFIG_HOME/session-watchdog/session-watchdog.yaml`, else
    /// `/etc/session-watchdog/<user>.yaml`; empty when the defaults hold.
    public Optional<Path> find() {
        return surroundings.find(asked);
    }

    public Reading load() {
        return find().map(this::load).orElseGet(this::defaults);
    }

    /// As [#load], but a file that has gone since is an error and not a way back to the defaults:
    /// an editor may be between its two steps.
    public Reading reload(Reading.Loaded running) {
        return running.file()
                .filter(file -> Files.notExists(file, LinkOption.NOFOLLOW_LINKS))
                .<Reading>map(ConfigSource::gone)
                .orElseGet(this::load);
    }

    private Reading load(Path file) {
        return switch (ConfigFile.read(file, surroundings.owners())) {
            case Parsed.Good<byte[]>(byte[] bytes) ->
                    loader().read(file.toString(), Optional.of(file), bytes);
            case Parsed.Bad<byte[]>(String message, _) ->
                    new Reading.Rejected(List.of(ConfigError.ofFile(file.toString(), message)));
        };
    }

    /// What holds without a file.
    public Reading.Loaded defaults() {
        return loader().defaults();
    }

    private ConfigLoader loader() {
        return new ConfigLoader(surroundings.home(), overrides);
    }

    private static Reading gone(Path file) {
        return new Reading.Rejected(
                List.of(
                        ConfigError.ofFile(
                                file.toString(),
                                "the file that is in force is gone; restart to go without it")));
    }
}
