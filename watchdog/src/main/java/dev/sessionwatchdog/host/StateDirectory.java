package dev.sessionwatchdog.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The state directory that a gateway uses, by the rules of `facts/upstream.md` c, seen through the
/// gateway's own root directory, which may be a container's.
final class StateDirectory {

    private static final String NAME = ".openclaw";
    private static final List<String> FORMER = List.of(".clawdbot", ".moldbot", ".moltbot");

    private final ProcEntry process;
    private final Environment environment;
    private final CommandLine line;

    StateDirectory(ProcEntry process, Environment environment, CommandLine line) {
        this.process = process;
        this.environment = environment;
        this.line = line;
    }

    /// Whether it is the directory at this path of ours: the same device and inode. False whenever
    /// that cannot be seen.
    boolean is(String rootPath) {
        return against(rootPath) == Against.SAME;
    }

    /// How it compares to a directory of ours.
    enum Against {
        SAME,
        ANOTHER,
        UNKNOWN
    }

    /// Compares it to the directory at this path of ours, by device and inode. One that does not
    /// exist is another.
    Against against(String rootPath) {
        try {
            Optional<Path> directory = directory();
            if (directory.isEmpty()) {
                return Against.UNKNOWN;
            }
            return Files.isSameFile(directory.get(), Path.of(rootPath))
                    ? Against.SAME
                    : Against.ANOTHER;
        } catch (NoSuchFileException none) {
            return Files.exists(process.at().resolve("root")) ? Against.ANOTHER : Against.UNKNOWN;
        } catch (IOException | InvalidPathException notSeen) {
            return Against.UNKNOWN;
        }
    }

    private Optional<Path> directory() {
        Optional<String> named =
                environment
                        .get("OPENCLAW_STATE_DIR")
                        .or(() -> environment.get("CLAWDBOT_STATE_DIR"));
        if (named.isPresent()) {
            return expanded(named.get()).map(this::inside);
        }
        Optional<String> home = home();
        if (home.isEmpty()) {
            return Optional.empty();
        }
        Path homeDirectory = inside(home.get());
        Optional<String> profile = profile();
        if (profile.isPresent()) {
            return Optional.of(homeDirectory.resolve(NAME + "-" + profile.get()));
        }
        Path usual = homeDirectory.resolve(NAME);
        if (!Files.exists(usual)) {
            for (String former : FORMER) {
                if (Files.exists(homeDirectory.resolve(former))) {
                    return Optional.of(homeDirectory.resolve(former));
                }
            }
        }
        return Optional.of(usual);
    }

    private Optional<String> home() {
        Optional<String> own = environment.get("OPENCLAW_HOME");
        if (own.isPresent() && !own.get().startsWith("~")) {
            return own;
        }
        Optional<String> home = environment.get("HOME");
        return own.isPresent() ? home.map(path -> path + own.get().substring(1)) : home;
    }

    private Optional<String> expanded(String path) {
        if (path.equals("~") || path.startsWith("~/")) {
            return home().map(home -> home + path.substring(1));
        }
        return Optional.of(path);
    }

    /// `--profile NAME` and `--dev`, while the title has not been written over them, or the
    /// variable.
    private Optional<String> profile() {
        List<String> arguments = line.arguments();
        int flag = arguments.indexOf("--profile");
        Optional<String> given = Optional.empty();
        if (flag >= 0 && flag + 1 < arguments.size()) {
            given = Optional.of(arguments.get(flag + 1));
        } else if (arguments.contains("--dev")) {
            given = Optional.of("dev");
        }
        for (String argument : arguments) {
            if (argument.startsWith("--profile=")) {
                given = Optional.of(argument.substring("--profile=".length()));
            }
        }
        return given.or(() -> environment.get("OPENCLAW_PROFILE"))
                .filter(name -> !name.isBlank() && !name.equalsIgnoreCase("default"))
                .filter(name -> name.indexOf('/') < 0);
    }

    /// A path of the process's: absolute ones from its root directory, others from where it works.
    private Path inside(String path) {
        return path.startsWith("/")
                ? process.at().resolve("root").resolve(path.replaceFirst("^/+", ""))
                : process.at().resolve("cwd").resolve(path);
    }
}
