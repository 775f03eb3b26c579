package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Surroundings;
import dev.sessionwatchdog.service.Scope;
import dev.sessionwatchdog.service.Service;
import dev.sessionwatchdog.service.ServiceManager;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What the verbs below `service` share: which service of which manager is meant.
final class ServiceOptions {

    private static final String DEFAULT_LAUNCHER = "/usr/bin/session-watchdog";
    private static final String DEFAULT_MAC_LAUNCHER =
            "/opt/homebrew/opt/session-watchdog/bin/session-watchdog";

    @ArgGroup(exclusive = true)
    private @Nullable WhichScope scope;

    private static final class WhichScope {
        @Option(
                names = "--user",
                description = "of your own service manager, starting at login (default)")
        private boolean ofUser;

        @Option(
                names = "--system",
                description = "of the machine's service manager, starting at boot; needs root")
        private boolean ofSystem;
    }

    @Option(
            names = "--for",
            paramLabel = "USER",
            description = "with --system: the gateway's user (default: who called sudo)")
    private @Nullable String user;

    @Option(
            names = "--hardening",
            paramLabel = "strict|NAME,...",
            split = ",",
            description = {
                "with --system under systemd: strict (default), or drop-ins that loosen it for what",
                "some gateways need: container, gateway-caps, hook, listen, other-root, textfile"
            })
    private List<String> hardening = new ArrayList<>();

    @Option(
            names = "--manager",
            paramLabel = "systemd|launchd",
            description = "instead of the one of this system")
    private @Nullable Manager manager;

    @Option(
            names = "--destdir",
            paramLabel = "DIR",
            description =
                    "what stands for the top of the file system, for packagers and rehearsals")
    private Path destination = Path.of("/");

    /// As people write it.
    enum Manager {
        systemd(ServiceManager.SYSTEMD),
        launchd(ServiceManager.LAUNCHD);

        private final ServiceManager meant;

        Manager(ServiceManager meant) {
            this.meant = meant;
        }
    }

    /// The service that is meant.
    ///
    /// @throws Failure if the options do not go together
    Service service(Cli cli) throws IOException {
        Map<String, String> environment = cli.environment();
        Path top = destination.toAbsolutePath();
        ServiceManager of =
                manager == null
                        ? ServiceManager.of(System.getProperty("os.name", ""))
                        : manager.meant;
        Scope asked = scope == null || scope.ofUser ? Scope.USER : Scope.SYSTEM;
        if (asked == Scope.USER && user != null) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--for goes with --system: a user's own service is that user's");
        }
        if (!dropIns().isEmpty() && (asked == Scope.USER || of == ServiceManager.LAUNCHD)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--hardening goes with --system under systemd: other services have no sandbox"
                            + " to loosen");
        }
        if (asked == Scope.USER && environment.containsKey("SUDO_USER")) {
            throw new Failure(
                    ExitCode.USAGE,
                    "a user's own service is written by that user: leave out sudo, or say --system");
        }
        Surroundings us = Surroundings.ofThisProcess(environment);
        String name = asked == Scope.USER ? us.user() : owner(us, environment);
        Path home = name.equals(us.user()) ? us.home() : homeOf(top, name, of);
        Path configHome =
                Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                        .map(Path::of)
                        .filter(Path::isAbsolute)
                        .orElse(us.home().resolve(".config"));
        Optional<String> root =
                cli.roots().stream().findFirst().map(path -> path.toAbsolutePath().toString());
        return new Service(of, asked, top, configHome, name, home, launcher(of, top), root);
    }

    /// The names of drop-ins that are wanted.
    ///
    /// @throws Failure if one is unknown
    List<String> dropIns() {
        List<String> names =
                hardening.stream().map(String::strip).filter(it -> !it.equals("strict")).toList();
        for (String each : names) {
            if (!Service.dropIns().contains(each)) {
                throw new Failure(
                        ExitCode.USAGE,
                        "--hardening "
                                + Printable.of(each)
                                + ": there is strict, and the drop-ins "
                                + String.join(", ", Service.dropIns()));
            }
        }
        return names;
    }

    /// What a file that cannot be written or removed means to whoever asked for it.
    Failure notWritten(Path path, FileSystemException why) {
        String reason = String.valueOf(why.getReason());
        boolean denied = why instanceof AccessDeniedException || reason.contains("not permitted");
        boolean ofSystem = scope != null && scope.ofSystem;
        return new Failure(
                denied ? ExitCode.PERMISSION : ExitCode.FAILED,
                Printable.of(path.toString())
                        + " cannot be written: "
                        + (denied ? "permission denied" : Printable.of(reason))
                        + (denied && ofSystem
                                ? "; root may: sudo session-watchdog service install --system"
                                : ""),
                why);
    }

    private String owner(Surroundings us, Map<String, String> environment) {
        if (user != null) {
            return user;
        }
        String caller = environment.getOrDefault("SUDO_USER", us.user());
        if (caller.equals("root")) {
            throw new Failure(
                    ExitCode.USAGE, "which user runs the gateway? name them by --for USER");
        }
        return caller;
    }

    /// By the machine's table of users, which knows no directory service; else the usual place.
    private static Path homeOf(Path top, String name, ServiceManager manager) throws IOException {
        Path table = top.resolve("etc/passwd");
        if (Files.isReadable(table)) {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.split(":", -1);
                if (fields.length >= 6 && fields[0].equals(name) && fields[5].startsWith("/")) {
                    return Path.of(fields[5]);
                }
            }
        }
        return Path.of(manager == ServiceManager.LAUNCHD ? "/Users" : "/home", name);
    }

    /// Where this very program is started from, unless that is what stands in the files anyway.
    private static String launcher(ServiceManager manager, Path top) throws IOException {
        String usual = manager == ServiceManager.LAUNCHD ? DEFAULT_MAC_LAUNCHER : DEFAULT_LAUNCHER;
        Optional<Path> image = Version.image();
        if (image.isEmpty()) {
            return usual;
        }
        Path ours = image.get().resolve("bin/session-watchdog");
        Path there = top.resolve(usual.substring(1));
        return Files.exists(there) && Files.isSameFile(there, ours) ? usual : ours.toString();
    }
}
