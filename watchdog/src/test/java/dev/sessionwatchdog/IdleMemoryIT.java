package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What a daemon of the built program keeps, and gives back, of what only its start needed.
@EnabledOnOs(OS.LINUX)
final class IdleMemoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// At least the code of the JVM: megabytes.
    private static final Pattern GIVEN_BACK =
            Pattern.compile("given back: [0-9]{7,} bytes of the image");

    @TempDir private Path directory;

    @Test
    void gives_the_images_pages_back_and_sweeps_acts_and_reloads_afterwards() throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        List<String> talking = List.of("/usr/bin/env", "SESSION_WATCHDOG_VERBOSE=true");
        try (RunningDaemon daemon = RunningDaemon.begin(installed, tree.root(), talking).atWork()) {
            // What is resident afterwards is the kernel's choice: it may map a whole large folio
            // for one page that is touched.
            await().atMost(PATIENCE).until(() -> GIVEN_BACK.matcher(installed.said()).find());

            tree.orphan("main", 1, "{}");
            await().atMost(PATIENCE).until(() -> installed.events("tmp.reap", "done").size() == 1);
            installed.configure("mode: observe\n" + Installed.SHORT_WAITS);
            daemon.signal("HUP");
            await().atMost(PATIENCE)
                    .until(() -> installed.events("config.reload", "done").size() == 1);
            assertThat(daemon.terminate()).isEqualTo(143);
        }
    }

    /// Each jar that is open has its directory in the heap; a look-up of what is in none of them
    /// opens all, up to the last of the class path.
    @Test
    void nobody_looks_through_all_jars_and_what_the_first_act_needs_is_in_the_cache()
            throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        Path classes = directory.resolve("classes.log");
        List<String> logging =
                List.of(
                        "/usr/bin/env",
                        "SESSION_WATCHDOG_JAVA_OPTS=-Xlog:class+load:file=" + classes);
        try (RunningDaemon daemon = RunningDaemon.begin(installed, tree.root(), logging).atWork()) {
            tree.orphan("main", 1, "{}");
            await().atMost(PATIENCE).until(() -> installed.events("tmp.reap", "done").size() == 1);

            assertThat(openJars(daemon.process().pid()))
                    .contains("session-watchdog.jar")
                    .doesNotContain(lastJar());
            assertThat(Files.readAllLines(classes))
                    .filteredOn(
                            line -> line.contains(" dev.sessionwatchdog.action.TempReaper$Act "))
                    .singleElement()
                    .asString()
                    .contains("shared objects file");
        }
    }

    private static String lastJar() throws IOException {
        Path first = Launched.image().resolve("app/session-watchdog.jar");
        try (JarFile jar = new JarFile(first.toFile())) {
            String others = jar.getManifest().getMainAttributes().getValue("Class-Path");
            return others.substring(others.lastIndexOf(' ') + 1);
        }
    }

    private static Set<String> openJars(long pid) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> open =
                Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : open) {
                Path file = Files.readSymbolicLink(descriptor);
                if (file.toString().endsWith(".jar")) {
                    names.add(file.getFileName().toString());
                }
            }
        }
        return names;
    }
}
