package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The built image, started the ways that people, shells and service managers start it.
final class LauncherIT {

    private static final Map<String, String> PLAIN = Map.of("PATH", "/usr/bin:/bin");
    private static final Map<String, String> NO_TOOLS = Map.of("PATH", "/nonexistent");

    /// 100 MiB for run-time, application and cache, as `du -m` counts.
    private static final long SIZE_BUDGET = 100L << 20;

    @TempDir private Path directory;

    @Test
    void tells_its_version_on_stdout_and_nothing_on_stderr() throws Exception {
        Launched launched = launch(Launched.launcher(), PLAIN, "--version");

        assertThat(launched.exitCode()).isZero();
        assertThat(launched.out()).matches("session-watchdog \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(launched.err()).isEmpty();
    }

    @Test
    void starts_through_a_chain_of_relative_links() throws Exception {
        Path first = Files.createDirectories(directory.resolve("first/bin"));
        Path second = Files.createDirectories(directory.resolve("second place"));
        Path last = directory.resolve("image");
        Files.createSymbolicLink(last, Launched.image());
        Files.createSymbolicLink(
                second.resolve("linked"), Path.of("../image/bin/session-watchdog"));
        Files.createSymbolicLink(first.resolve("watchdog"), Path.of("../../second place/linked"));

        assertThatItStarts(launch(first.resolve("watchdog"), PLAIN, "version"), Launched.image());
        Launched byName =
                Launched.run(
                        directory,
                        Map.of("PATH", "/usr/bin:/bin:" + first),
                        List.of("/usr/bin/env", "watchdog", "version"));
        assertThatItStarts(byName, Launched.image());
        // JUnit warns about links out of its directory when it removes them itself.
        Files.delete(first.resolve("watchdog"));
        Files.delete(last);
    }

    @Test
    void starts_from_the_root_directory_and_from_its_own() throws Exception {
        List<String> absolute = List.of(Launched.launcher().toString(), "version");
        assertThatItStarts(Launched.run(Path.of("/"), PLAIN, absolute), Launched.image());
        assertThatItStarts(
                Launched.run(
                        Launched.image().resolve("bin"),
                        PLAIN,
                        List.of("/bin/sh", "session-watchdog", "version")),
                Launched.image());
    }

    @Test
    void a_copy_at_a_path_with_blanks_starts_with_its_own_cache() throws Exception {
        Path copy = Launched.copyOfTheImage(directory.resolve("a copy's $HOME *"));

        assertThatItStarts(launch(copy.resolve("bin/session-watchdog"), PLAIN, "version"), copy);
        assertThat(classesFromTheCache(copy)).contains("dev.sessionwatchdog.cli.Cli");
    }

    @Test
    void needs_no_java_and_no_tool_on_the_path() throws Exception {
        assertThatItStarts(launch(Launched.launcher(), NO_TOOLS, "version"), Launched.image());
        assertThatItStarts(launch(Launched.launcher(), Map.of(), "version"), Launched.image());
    }

    @Test
    void does_not_listen_to_what_another_java_was_told() throws Exception {
        Map<String, String> nonsense =
                Map.of(
                        "PATH", "/nonexistent",
                        "JAVA_HOME", "/nonexistent",
                        "JDK_JAVA_OPTIONS", "--nonsense",
                        "JAVA_TOOL_OPTIONS", "-XX:+Nonsense",
                        "_JAVA_OPTIONS", "-Xnonsense",
                        "CLASSPATH", "/nonexistent",
                        "CDPATH", "/usr:/");

        assertThatItStarts(launch(Launched.launcher(), nonsense, "version"), Launched.image());
    }

    @Test
    void starts_silently_without_an_aot_cache_and_with_a_broken_one() throws Exception {
        Path copy = Launched.copyOfTheImage(directory.resolve("copy"));
        Path launcher = copy.resolve("bin/session-watchdog");
        Path cache = cacheOf(copy);

        Files.writeString(cache, "not a cache");
        assertThatItStarts(launch(launcher, PLAIN, "version"), copy);

        Files.delete(cache);
        assertThatItStarts(launch(launcher, PLAIN, "version"), copy);
    }

    @Test
    void never_runs_classes_from_a_cache_that_is_older_than_a_jar_or_has_another_name()
            throws Exception {
        Path copy = Launched.copyOfTheImage(directory.resolve("copy"));
        Path cache = cacheOf(copy);
        Path jar = copy.resolve("app/session-watchdog.jar");

        Files.setLastModifiedTime(
                jar, FileTime.from(Files.getLastModifiedTime(cache).toInstant().plusSeconds(1)));
        assertThat(classesFromTheCache(copy)).isEmpty();

        Files.setLastModifiedTime(jar, Files.getLastModifiedTime(copy.resolve("jvm.options")));
        assertThat(classesFromTheCache(copy)).isNotEmpty();

        Files.move(cache, cache.resolveSibling("0000000000000000.aot"));
        assertThat(classesFromTheCache(copy)).isEmpty();
    }

    @Test
    void takes_its_own_classes_and_its_libraries_from_the_cache() throws Exception {
        assertThat(classesFromTheCache(Launched.image()))
                .contains(
                        "dev.sessionwatchdog.cli.Cli",
                        "picocli.CommandLine",
                        "tools.jackson.core.json.JsonFactory");
    }

    @Test
    void hands_arguments_and_exit_codes_on_as_they_are() throws Exception {
        Launched launched = launch(Launched.launcher(), PLAIN, "version", "a  * $b");

        assertThat(launched.exitCode()).isEqualTo(2);
        assertThat(launched.err()).contains("'a  * $b'");
        assertThat(launched.out()).isEmpty();
    }

    @Test
    void a_flag_that_the_jvm_does_not_know_is_no_reason_to_stay_down() throws Exception {
        Map<String, String> flags =
                Map.of("SESSION_WATCHDOG_JAVA_OPTS", "-XX:+NoSuchFlag  -Xmx64m");

        assertThatItStarts(launch(Launched.launcher(), flags, "version"), Launched.image());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xmx1k", // too small
                "-XX:TieredStopAtLevel=9", // out of range
                "-XX:+UseParallelGC", // a second collector
            })
    void a_tuning_that_the_jvm_refuses_is_no_reason_to_stay_down_either(String refused)
            throws Exception {
        Path copy = Launched.copyOfTheImage(directory.resolve("a copy"));
        Files.writeString(copy.resolve("jvm.options"), refused + "\n", StandardOpenOption.APPEND);

        Launched launched = launch(copy.resolve("bin/session-watchdog"), NO_TOOLS, "version");

        assertThat(launched.exitCode()).isZero();
        assertThat(launched.out()).startsWith("session-watchdog ");
        assertThat(launched.err().lines())
                .singleElement(as(STRING))
                .startsWith("session-watchdog: started without the tuning in " + copy)
                .containsAnyOf("maximum heap size", "TieredStopAtLevel=9", "selected");
    }

    /// One that it does not know is passed over in silence, and would tune nothing.
    @Test
    void the_jvm_of_the_image_knows_every_tuning() throws Exception {
        Path strict = directory.resolve("strict.options");
        try (Stream<String> lines = Files.lines(Launched.image().resolve("jvm.options"))) {
            Files.write(
                    strict,
                    lines.filter(line -> !line.equals("-XX:+IgnoreUnrecognizedVMOptions"))
                            .toList());
        }

        Launched launched =
                launch(
                        Launched.image().resolve("runtime/bin/java"),
                        PLAIN,
                        "@" + strict,
                        "-version");

        assertThat(launched.exitCode()).as(launched.out() + launched.err()).isZero();
    }

    @Test
    void options_that_are_no_tuning_hold_without_it() throws Exception {
        Path copy = Launched.copyOfTheImage(directory.resolve("copy"));
        Files.writeString(copy.resolve("jvm.options"), "-Xmx1k\n", StandardOpenOption.APPEND);
        recordStarts(copy);

        assertThat(launch(copy.resolve("bin/session-watchdog"), PLAIN, "version").exitCode())
                .isZero();

        List<String> starts = Files.readAllLines(copy.resolve("starts"));
        assertThat(starts).hasSize(2);
        assertThat(starts.getLast())
                .contains("--enable-native-access=ALL-UNNAMED")
                .contains("-Djdk.nio.file.WatchService.maxEventsPerPoll=16384")
                .doesNotContain("jvm.options")
                .doesNotContain("-Xmx");
    }

    @Test
    void the_jvm_is_asked_whether_it_takes_them_only_when_they_are_not_those_of_the_cache()
            throws Exception {
        Path copy = Launched.copyOfTheImage(directory.resolve("copy"));
        recordStarts(copy);
        Path launcher = copy.resolve("bin/session-watchdog");

        assertThat(launch(launcher, PLAIN, "version").exitCode()).isZero();
        assertThat(Files.readAllLines(copy.resolve("starts"))).hasSize(1);

        Files.delete(cacheOf(copy));
        assertThat(launch(launcher, PLAIN, "version").err()).isEmpty();
        assertThat(Files.readAllLines(copy.resolve("starts"))).hasSize(3);
    }

    @Test
    void becomes_the_jvm_so_that_signals_reach_it() throws Exception {
        Path pause = directory.resolve("paused");
        ProcessBuilder builder = new ProcessBuilder(Launched.launcher().toString(), "version");
        builder.environment()
                .put(
                        "SESSION_WATCHDOG_JAVA_OPTS",
                        "-XX:+PauseAtStartup -XX:PauseAtStartupFile=" + pause);
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            for (int look = 0; look < 600 && !Files.exists(pause); look++) {
                Thread.sleep(50);
            }
            assertThat(process.info().command())
                    .contains(Launched.image().resolve("runtime/bin/java").toString());
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void an_incomplete_copy_says_what_is_missing() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("part/bin"));
        Path launcher = Files.copy(Launched.launcher(), bin.resolve("session-watchdog"));

        Launched launched =
                Launched.run(directory, PLAIN, List.of("/bin/sh", launcher.toString(), "version"));

        assertThat(launched.exitCode()).isEqualTo(1);
        assertThat(launched.err()).contains("is not complete").contains("runtime/bin/java");
    }

    @Test
    void stays_within_its_size_budget() throws Exception {
        long size = 0;
        try (Stream<Path> tree = Files.walk(Launched.image())) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
        }
        assertThat(size).isLessThanOrEqualTo(SIZE_BUDGET);
    }

    private Launched launch(Path launcher, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return Launched.run(directory, environment, command);
    }

    /// Each start of the copy's JVM becomes a line of its arguments in `starts`.
    private static void recordStarts(Path image) throws IOException {
        Path java = image.resolve("runtime/bin/java");
        Files.move(java, java.resolveSibling("java.real"));
        Files.writeString(
                java,
                "#!/bin/sh\nprintf '%s\\n' \"$*\" >>'"
                        + image.resolve("starts")
                        + "'\nexec \"$0.real\" \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void assertThatItStarts(Launched launched, Path image) throws IOException {
        assertThat(launched.err()).isEmpty();
        assertThat(launched.exitCode()).isZero();
        assertThat(launched.out())
                .startsWith("session-watchdog ")
                .endsWith("image " + image.toRealPath() + "\n");
    }

    private static Path cacheOf(Path image) throws IOException {
        try (Stream<Path> app = Files.list(image.resolve("app"))) {
            return app.filter(file -> file.toString().endsWith(".aot")).findFirst().orElseThrow();
        }
    }

    /// The names of the classes outside the JDK that one `version --json` took from the cache.
    private List<String> classesFromTheCache(Path image) throws Exception {
        Path log = directory.resolve("classes.log");
        Files.deleteIfExists(log);
        Launched launched =
                launch(
                        image.resolve("bin/session-watchdog"),
                        Map.of(
                                "SESSION_WATCHDOG_JAVA_OPTS",
                                "-Xlog:class+load=info:file=" + log + "::filecount=0"),
                        "version",
                        "--json");
        assertThat(launched.out()).startsWith("{\"schema\":\"session-watchdog.version/1\"");
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.endsWith("source: shared objects file"))
                    .map(line -> line.replaceFirst("^(\\[[^]]*])* *", "").split(" ", 2)[0])
                    .filter(name -> name.matches("(dev|picocli|tools)\\..*"))
                    .toList();
        }
    }
}
