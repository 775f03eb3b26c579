package dev.sessionwatchdog.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a service of this machine consists of, by its manager and its scope.
///
/// @param top `/`, on whatever file system is looked at
/// @param configHome `$XDG_CONFIG_HOME`, or what stands for it
/// @param user whose gateway is watched; the instance of a system unit
/// @param home of that user
/// @param launcher how the program is started
/// @param root the tree, where it is not `.openclaw` in that home
public record Service(
        ServiceManager manager,
        Scope scope,
        Path top,
        Path configHome,
        String user,
        Path home,
        String launcher,
        Optional<String> root) {

    private static final String SYSTEM_UNIT = "session-watchdog@.service";
    private static final String FAILURE_UNIT = "session-watchdog-failure@.service";
    private static final String USER_UNIT = "session-watchdog.service";
    private static final String TMPFILES = "session-watchdog.tmpfiles.conf";
    private static final String AGENT = "ai.openclaw.session-watchdog";
    private static final String DAEMON = "ai.openclaw.session-watchdog.daemon";

    /// The names that `--hardening` takes besides `strict`.
    public static List<String> dropIns() {
        return Template.DROP_INS;
    }

    /// As a person names it to its manager.
    public String name() {
        return switch (manager) {
            case SYSTEMD ->
                    scope == Scope.USER ? USER_UNIT : "session-watchdog@" + user + ".service";
            case LAUNCHD -> scope == Scope.USER ? AGENT : DAEMON + "." + user;
        };
    }

    /// The file of the unit or job itself.
    public ServiceFile main() {
        return switch (manager) {
            case SYSTEMD ->
                    scope == Scope.USER
                            ? file(userUnits().resolve(USER_UNIT), "user/" + USER_UNIT)
                            : file(systemUnits().resolve(SYSTEM_UNIT), SYSTEM_UNIT);
            case LAUNCHD ->
                    scope == Scope.USER
                            ? list(home.resolve("Library/LaunchAgents"), AGENT)
                            : list(top.resolve("Library/LaunchDaemons"), DAEMON);
        };
    }

    /// Everything that belongs beside each other, the unit or job itself first.
    ///
    /// @param dropIns of [#dropIns]
    public List<ServiceFile> files(List<String> dropIns) {
        List<ServiceFile> files = new ArrayList<>();
        if (fromPackage().isEmpty()) {
            files.add(main());
            if (manager == ServiceManager.SYSTEMD && scope == Scope.SYSTEM) {
                files.add(file(systemUnits().resolve(FAILURE_UNIT), FAILURE_UNIT));
                files.add(file(top.resolve("etc/tmpfiles.d/session-watchdog.conf"), TMPFILES));
            }
        }
        wanted(dropIns).forEach(name -> files.add(dropIn(name)));
        return files;
    }

    /// Everything of ours that may stand there, whatever was asked for when it was written. What
    /// other instances of a system unit need is left as long as there is one.
    public List<ServiceFile> installed() {
        List<ServiceFile> files = new ArrayList<>();
        if (manager == ServiceManager.SYSTEMD && scope == Scope.SYSTEM) {
            Template.DROP_INS.forEach(name -> files.add(dropIn(name)));
        }
        if (othersEnabled().isEmpty()) {
            files.addAll(
                    files(List.of()).stream()
                            .filter(file ->
                                    files.stream().noneMatch(it -> it.path().equals(file.path())))
                            .toList());
        }
        return files;
    }

    /// Instances of the system unit that are enabled for other users.
    private List<Path> othersEnabled() {
        if (manager != ServiceManager.SYSTEMD || scope != Scope.SYSTEM) {
            return List.of();
        }
        Path wants = systemUnits().resolve("multi-user.target.wants");
        try (var links = Files.newDirectoryStream(wants, "session-watchdog@*.service")) {
            List<Path> others = new ArrayList<>();
            links.forEach(others::add);
            return others;
        } catch (IOException none) {
            return List.of();
        }
    }

    /// The system unit looks below `/home/USER`: any other tree has to be named to it.
    private List<String> wanted(List<String> dropIns) {
        List<String> wanted = new ArrayList<>(dropIns);
        if (manager == ServiceManager.SYSTEMD
                && scope == Scope.SYSTEM
                && !tree().equals("/home/" + user + "/.openclaw")
                && !wanted.contains("container")
                && !wanted.contains("other-root")) {
            wanted.add("other-root");
        }
        return wanted;
    }

    /// The tree that is watched.
    public String tree() {
        return root.orElseGet(() -> home.resolve(".openclaw").toString());
    }

    private ServiceFile dropIn(String name) {
        return new ServiceFile(
                dropInDirectory().resolve(name + ".conf"),
                Template.read("dropins/" + name + ".conf").ofRoot(tree()).text());
    }

    /// Where drop-ins for this instance lie.
    public Path dropInDirectory() {
        return scope == Scope.USER
                ? userUnits().resolve(USER_UNIT + ".d")
                : systemUnits().resolve(name() + ".d");
    }

    /// The unit that a package of the system installed, which is not ours to write.
    public Optional<Path> fromPackage() {
        if (manager != ServiceManager.SYSTEMD) {
            return Optional.empty();
        }
        String name = scope == Scope.USER ? "user/" + USER_UNIT : "system/" + SYSTEM_UNIT;
        return List.of("usr/lib/systemd", "lib/systemd").stream()
                .map(directory -> top.resolve(directory).resolve(name))
                .filter(Files::exists)
                .findFirst();
    }

    /// The links that start it at boot or login, where it is enabled.
    public List<Path> enabledBy() {
        if (manager != ServiceManager.SYSTEMD) {
            return List.of();
        }
        Path units = scope == Scope.USER ? userUnits() : systemUnits();
        return List.of("default.target.wants", "multi-user.target.wants", "graphical.target.wants")
                .stream()
                .map(target -> units.resolve(target).resolve(name()))
                .filter(Files::isSymbolicLink)
                .toList();
    }

    /// Where the machine's own units are.
    public Path systemUnits() {
        return top.resolve("etc/systemd/system");
    }

    private Path userUnits() {
        return configHome.resolve("systemd/user");
    }

    private ServiceFile file(Path path, String template) {
        return new ServiceFile(path, Template.read(template).startedBy(launcher).text());
    }

    private ServiceFile list(Path directory, String template) {
        return new ServiceFile(
                directory.resolve(name() + ".plist"),
                Template.read(template + ".plist")
                        .ofMacUser(user, home.toString(), launcher)
                        .text());
    }
}
