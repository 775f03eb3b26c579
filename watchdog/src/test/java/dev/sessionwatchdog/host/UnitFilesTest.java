package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The units and drop-ins of `systemd/`: what they must have, what would blind the daemon, and what
/// systemd itself says of them.
final class UnitFilesTest {

    private static final Path SYSTEMD = Path.of("../systemd");
    private static final Path HARDENING = Path.of("doc/hardening.md");
    private static final String SYSTEM = "session-watchdog@.service";
    private static final String FAILURE = "session-watchdog-failure@.service";
    private static final String USER = "user/session-watchdog.service";

    /// Of `doc/hardening.md`, "What would blind us"; `MemoryDenyWriteExecute` keeps a JVM from
    /// starting.
    private static final Pattern BLINDING =
            Pattern.compile(
                    "(PrivateUsers|PrivatePIDs|DynamicUser|MemoryDenyWriteExecute)"
                            + "=(yes|true|1|on|self|identity|full|managed)"
                            + "|ProcSubset=pid|ProtectProc=(noaccess|ptraceable)"
                            + "|RootDirectory=.+|RootImage=.+|User=(?!%i$).+"
                            + "|(ReadOnlyPaths|InaccessiblePaths|TemporaryFileSystem)=.*(home|srv).*");

    @TempDir private Path directory = Path.of("");

    /// The lines that say something.
    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("["))
                .toList();
    }

    private static List<Path> dropIns() throws IOException {
        try (Stream<Path> files = Files.list(SYSTEMD.resolve("dropins"))) {
            return files.sorted().toList();
        }
    }

    private static List<Path> daemonUnits() throws IOException {
        List<Path> all = new ArrayList<>(dropIns());
        all.add(SYSTEMD.resolve(SYSTEM));
        all.add(SYSTEMD.resolve(USER));
        return all;
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf('='));
    }

    @Test
    void every_directive_is_explained_and_what_is_explained_is_there() throws Exception {
        String document = Files.readString(HARDENING);
        String tables = document.substring(0, document.indexOf("## What would blind us"));
        Set<String> named = new TreeSet<>();
        for (Path unit : List.of(SYSTEMD.resolve(SYSTEM), SYSTEMD.resolve(USER))) {
            for (String line : lines(unit)) {
                named.add(name(line));
            }
        }
        assertThat(named)
                .hasSizeGreaterThan(60)
                .allSatisfy(name -> assertThat(tables).contains("`" + name + "="));
        Set<String> explained =
                Pattern.compile("(?m)^\\| (`[^|]+) \\|")
                        .matcher(tables)
                        .results()
                        .flatMap(row -> Pattern.compile("`(\\w+)=").matcher(row.group(1)).results())
                        .map(match -> match.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).containsAll(explained);
        for (Path dropIn : dropIns()) {
            assertThat(document).contains("| `" + dropIn.getFileName() + "` |");
        }
    }

    @Test
    void no_line_of_any_unit_or_drop_in_blinds_the_daemon() throws Exception {
        assertThat("ProcSubset=pid").matches(BLINDING);
        assertThat("PrivateUsers=yes").matches(BLINDING);
        assertThat("User=%i").doesNotMatch(BLINDING);
        for (Path unit : daemonUnits()) {
            assertThat(lines(unit)).as("%s", unit).noneMatch(BLINDING.asMatchPredicate());
        }
    }

    @Test
    void the_daemon_is_restarted_when_that_helps_and_only_then() throws Exception {
        for (String unit : List.of(SYSTEM, USER)) {
            assertThat(lines(SYSTEMD.resolve(unit)))
                    .contains(
                            "Type=notify",
                            "NotifyAccess=main",
                            "Restart=on-failure",
                            "RestartPreventExitStatus=2 7 77 78",
                            "SuccessExitStatus=143",
                            "WatchdogSec=3min",
                            "WatchdogSignal=SIGQUIT",
                            "TimeoutAbortSec=10s",
                            "ExecReload=/usr/bin/session-watchdog reload")
                    // Its failure would defeat RestartPreventExitStatus=.
                    .noneMatch(line -> line.startsWith("ExecStartPre="))
                    // A file that is not there has to mean the defaults.
                    .noneMatch(line -> line.startsWith("Environment="))
                    // SIGQUIT does not end a JVM: something has to.
                    .noneMatch(line -> line.matches("(SendSIGKILL=no|FinalKillSignal=.*)"));
        }
        assertThat(lines(SYSTEMD.resolve(SYSTEM)))
                .contains("OnFailure=session-watchdog-failure@%i.service");
    }

    @Test
    void systemd_finds_nothing_to_say_about_any_of_them() throws Exception {
        Tools.assumeRuns(List.of("systemd-analyze", "--version"));
        Path root = machine();
        for (String unit : List.of(SYSTEM, FAILURE)) {
            copy(SYSTEMD.resolve(unit), root.resolve("usr/lib/systemd/system").resolve(unit));
        }
        String instance = SYSTEM.replace("@", "@gateway");
        assertThat(verify(root, instance)).isEmpty();
        assertThat(verify(root, FAILURE.replace("@", "@gateway"))).isEmpty();

        Path beside = root.resolve("etc/systemd/system/" + SYSTEM + ".d/50-it.conf");
        for (Path dropIn : dropIns()) {
            copy(dropIn, beside);
            assertThat(verify(root, instance)).as("%s", dropIn).isEmpty();
        }
        Files.writeString(beside, "[Service]\nRestrictRealtimes=yes\n");
        assertThat(verify(root, instance)).as("a mistake").contains("RestrictRealtimes");
    }

    @Test
    void systemd_finds_nothing_to_say_about_the_user_unit() throws Exception {
        Tools.assumeRuns(List.of("systemd-analyze", "--version"));
        Path stub = machine().resolve("usr/bin/session-watchdog");
        Path unit = directory.resolve("session-watchdog.service");
        Files.writeString(
                unit,
                Files.readString(SYSTEMD.resolve(USER))
                        .replace("/usr/bin/session-watchdog", stub.toRealPath().toString()));
        assertThat(analyze("--user", "verify", "--man=no", unit.toString())).isEmpty();
    }

    @Test
    void the_system_unit_is_hardly_exposed() throws Exception {
        Tools.assumeRuns(List.of("systemd-analyze", "--version"));
        String said =
                analyze(
                        "security",
                        "--offline=true",
                        "--threshold=5",
                        SYSTEMD.resolve(SYSTEM).toString());
        assertThat(said).containsPattern("Overall exposure level for .*: 0\\.[0-5] ");
        assertThat(analyze("security", "--offline=true", "--threshold=1", SYSTEMD + "/" + SYSTEM))
                .as("a threshold that is passed")
                .endsWith("rc 1\n");
    }

    /// What `--root` wants: the commands that units name, and the targets that they come before.
    private Path machine() throws IOException {
        Path root = Files.createDirectories(directory.resolve("machine"));
        Path units = Files.createDirectories(root.resolve("usr/lib/systemd/system"));
        for (String target : List.of("sysinit", "basic", "shutdown", "local-fs", "multi-user")) {
            Files.writeString(
                    units.resolve(target + ".target"),
                    "[Unit]\nDescription=" + target + "\nDefaultDependencies=no\n");
        }
        for (String command : List.of("usr/bin/session-watchdog", "bin/sh")) {
            Path stub = root.resolve(command);
            Files.createDirectories(stub.getParent());
            Files.writeString(stub, "#!/bin/sh\n");
            assertThat(stub.toFile().setExecutable(true)).isTrue();
        }
        return root;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.writeString(to, Files.readString(from));
    }

    private String verify(Path root, String unit) throws Exception {
        return analyze("verify", "--man=no", "--root=" + root, unit);
    }

    /// What it says, with its exit code behind it unless that is 0.
    private String analyze(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "--no-pager"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("XDG_RUNTIME_DIR", directory.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue() == 0 ? said : said + "rc " + process.exitValue() + "\n";
    }
}
