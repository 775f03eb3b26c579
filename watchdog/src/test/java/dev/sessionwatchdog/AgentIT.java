package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The agent of the built image in a gateway that runs in Java.
final class AgentIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// How long it may hold up the end of its program.
    private static final Duration PARTING = Duration.ofSeconds(2);

    private static final String SETTINGS =
            Installed.SHORT_LOCKS.replace(
                    "tmp: { older_than: 1h }", "tmp: { older_than: 1ms, confirm_gap: 20ms }");

    private final Path directory;
    private final GatewayTree tree;
    private final Installed installed;

    AgentIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.tree = GatewayTree.in(directory.resolve("root"), "main");
        this.installed = Installed.in(directory.resolve("home"), SETTINGS);
    }

    private static Path jar() {
        return Launched.image().resolve("agent/session-watchdog.jar");
    }

    private String agent(Path jar) {
        return jar
                + "=config="
                + installed.config()
                + ",root="
                + tree.root()
                + ",state-dir="
                + installed.state();
    }

    private Hosted start(String... jvm) throws IOException {
        return Hosted.start(directory, Hosted.thisJava(), List.of(jvm), agent(jar()));
    }

    private void awaitEvents(String action, String phase) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !installed.events(action, phase).isEmpty());
    }

    private JsonNode last() throws IOException {
        return JsonMapper.shared().readTree(installed.lines().getLast());
    }

    private static String action(JsonNode event) {
        return event.path("event").path("action").asString("");
    }

    @Test
    void it_watches_acts_and_stops_with_its_program_whose_own_locks_it_judges_like_any()
            throws Exception {
        tree.orphan("main", 1, "{}");
        Path leaked = tree.session("main", "1ea4ed00");
        Path beating = tree.session("main", "bea71000");
        try (Hosted gateway = start()) {
            gateway.ask("leak " + leaked, "took 1ea4ed00");
            gateway.ask("beat " + beating, "took bea71000");
            awaitEvents("tmp.reap", "done");
            awaitEvents("lock.break", "done");

            assertThat(tree.temps("main")).isEmpty();
            assertThat(leaked).doesNotExist();
            assertThat(beating).exists();
            assertThat(installed.events("lock.break", "intent"))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.path("rule").path("id").asString(""))
                                .isEqualTo("lock.lapsed");
                        assertThat(event.path("owner").path("pid").asLong())
                                .isEqualTo(gateway.process().pid());
                        assertThat(event.toString())
                                .contains("live-owner-lease-lapsed")
                                .doesNotContain("dead-owner");
                    });
            assertThat(installed.run("status", "--root", tree.root().toString()).out())
                    .contains("guarded")
                    .contains("pid " + gateway.process().pid());

            installed.configure("mode: observe\n" + SETTINGS);
            assertThat(installed.run("reload", "--root", tree.root().toString()).exitCode())
                    .isZero();
            awaitEvents("config.reload", "done");

            assertThat(gateway.end("exit 3", PARTING)).isEqualTo(3);
            assertThat(gateway.lines()).noneMatch(line -> line.contains("ends"));
        }
        assertThat(action(last())).isEqualTo("daemon.stop");
        assertThat(last().path("actor").path("command").asString("")).isEqualTo("agent");
        assertThat(installed.run("events", "verify").exitCode()).isZero();
    }

    @Test
    void a_program_that_returns_fails_or_is_terminated_ends_as_without_it() throws Exception {
        try (Hosted returns = start()) {
            awaitEvents("daemon.start", "done");
            assertThat(returns.end("return", PARTING)).isZero();
            assertThat(action(last())).isEqualTo("daemon.stop");
        }
        try (Hosted fails = start()) {
            await().atMost(PATIENCE).until(() -> installed.events("daemon.start").size() == 2);
            assertThat(fails.end("fail", PARTING)).isEqualTo(1);
            assertThat(installed.events("daemon.stop")).hasSize(2);
        }
        try (Hosted terminated = start()) {
            await().atMost(PATIENCE).until(() -> installed.events("daemon.start").size() == 3);
            // Not Process.destroy: that also closes the standard input that the program waits for.
            terminated.process().toHandle().destroy();
            assertThat(terminated.process().waitFor()).isEqualTo(143);
            assertThat(installed.events("daemon.stop")).hasSize(3);
        }
    }

    @Test
    void it_brings_nothing_into_its_programs_class_path_threads_streams_and_logging()
            throws Exception {
        Path own = Files.createDirectories(directory.resolve("own"));
        Files.writeString(
                own.resolve("logback.xml"),
                "<configuration><statusListener"
                        + " class='ch.qos.logback.core.status.NopStatusListener'/></configuration>");
        oldJackson(own);
        String path = own + ":" + Hosted.classes() + ":" + libraries("slf4j-api", "logback-");
        try (Hosted gateway = start("-cp", path)) {
            awaitEvents("sweep.summary", "observed");

            String around = gateway.ask("around", "that is all");
            assertThat(around)
                    .contains("handler null")
                    .contains("out true")
                    .contains("loader jdk.internal.loader.ClassLoaders$AppClassLoader")
                    .contains("thread true session-watchdog\n")
                    .contains("thread true session-watchdog timer")
                    .contains("thread true session-watchdog watched-tree");
            assertThat(around.lines().filter(line -> line.startsWith("thread false")))
                    .allMatch(line -> line.endsWith("main") || line.endsWith("DestroyJavaVM"));
            assertThat(gateway.ask("knows tools.jackson.core.JsonGenerator", "JsonGenerator "))
                    .contains("JsonGenerator file:" + own);
            assertThat(gateway.ask("knows ch.qos.logback.classic.LoggerContext", "LoggerContext "))
                    .contains("app/logback-classic");
            for (String ours :
                    List.of(
                            "dev.sessionwatchdog.host.DiagnosticLog",
                            "dev.sessionwatchdog.agent.Guest",
                            "org.quartz.Job",
                            "picocli.CommandLine",
                            "tools.jackson.databind.JsonNode")) {
                assertThat(gateway.ask("knows " + ours, ours + " ")).contains(ours + " unknown");
            }
            assertThat(gateway.end("exit 0", PARTING)).isZero();
        }
    }

    /// A library of ours in a version that nothing of ours could work with.
    private static void oldJackson(Path to) throws IOException {
        Synthetic.compiledTo(
                to,
                "tools.jackson.core.JsonGenerator",
                "package tools.jackson.core; public interface JsonGenerator {}");
    }

    private static String libraries(String... names) throws IOException {
        try (Stream<Path> jars = Files.list(Launched.image().resolve("app"))) {
            return String.join(
                    ":",
                    jars.map(Path::toString)
                            .filter(jar ->
                                    Stream.of(names).anyMatch(name -> jar.contains("/" + name)))
                            .toList());
        }
    }

    @Test
    void a_wrong_argument_or_configuration_is_told_with_its_place_and_the_program_runs_on()
            throws Exception {
        String wrong = jar() + "=config=" + installed.config() + ",rot=/x";
        try (Hosted gateway = Hosted.start(directory, Hosted.thisJava(), List.of(), wrong)) {
            await().atMost(PATIENCE).until(() -> !gateway.lines().isEmpty());
            assertThat(gateway.lines())
                    .singleElement()
                    .asString()
                    .contains("at character " + (installed.config().toString().length() + 9))
                    .contains("\"rot=/x\" is not known: write config, root, state-dir or mode")
                    .contains("the program runs on");
            assertThat(gateway.end("exit 5", PARTING)).isEqualTo(5);
        }
        installed.configure("mode: enforced\n");
        try (Hosted gateway = start()) {
            await().atMost(PATIENCE).until(() -> !gateway.lines().isEmpty());
            assertThat(gateway.complained()).contains(installed.config() + ":3:7: ");
            assertThat(gateway.end("exit 6", PARTING)).isEqualTo(6);
        }
        assertThat(tree.ours()).doesNotExist();
    }

    @Test
    void beside_a_daemon_on_the_same_root_it_says_so_and_the_program_runs_on() throws Exception {
        Installed other = Installed.in(directory.resolve("other"), SETTINGS);
        try (RunningDaemon daemon = RunningDaemon.start(other, tree.root());
                Hosted gateway = start()) {
            awaitEvents("agent.failed", "failed");
            await().atMost(PATIENCE).until(() -> !gateway.lines().isEmpty());

            assertThat(gateway.lines())
                    .anyMatch(line ->
                            line.contains("another session-watchdog guards " + tree.root())
                                    && line.contains("the program runs on"));
            assertThat(daemon.process().isAlive()).isTrue();
            assertThat(gateway.end("exit 7", PARTING)).isEqualTo(7);
            assertThat(daemon.terminate()).isEqualTo(143);
        }
    }

    @Test
    void an_error_in_it_is_an_event_and_ends_it_alone() throws Exception {
        Path crippled = directory.resolve("crippled");
        Files.createDirectories(crippled.resolve("agent"));
        Files.copy(jar(), crippled.resolve("agent/session-watchdog.jar"));
        Path app = Files.createDirectories(crippled.resolve("app"));
        try (Stream<Path> jars = Files.list(Launched.image().resolve("app"))) {
            for (Path jar : jars.filter(it -> it.toString().endsWith(".jar")).toList()) {
                if (!jar.getFileName().toString().startsWith("quartz")) {
                    Files.copy(jar, app.resolve(jar.getFileName()));
                }
            }
        }
        String agent = agent(crippled.resolve("agent/session-watchdog.jar"));
        try (Hosted gateway = Hosted.start(directory, Hosted.thisJava(), List.of(), agent)) {
            awaitEvents("agent.failed", "failed");
            await().atMost(PATIENCE).until(() -> !gateway.lines().isEmpty());

            assertThat(last().path("event").path("reason").asString(""))
                    .isEqualTo("NoClassDefFoundError");
            assertThat(last().path("event").path("kind").asString("")).isEqualTo("alert");
            assertThat(gateway.lines())
                    .anyMatch(line -> line.contains("org/quartz") && line.contains("runs on"));
            assertThat(gateway.end("exit 8", PARTING)).isEqualTo(8);
        }
    }

    @Test
    void an_exception_in_the_midst_of_its_work_is_an_event_and_ends_it_alone() throws Exception {
        try (Hosted gateway = start()) {
            awaitEvents("sweep.summary", "observed");
            Files.delete(tree.ours().resolve("watchdog.lock"));
            awaitEvents("agent.failed", "failed");

            assertThat(last().path("message").asString(""))
                    .contains("was deleted or replaced while it was held")
                    .contains("the program runs on");
            assertThat(gateway.end("exit 9", PARTING)).isEqualTo(9);
        }
    }

    @Test
    void without_a_place_for_its_log_it_tries_again_until_there_is_one() throws Exception {
        Files.writeString(installed.state(), "in the way");
        try (Hosted gateway = start()) {
            await().atMost(PATIENCE).until(() -> !gateway.lines().isEmpty());
            assertThat(gateway.lines())
                    .singleElement()
                    .asString()
                    .contains(installed.state().toString())
                    .contains("the program runs on, tried again in 10 s");

            Files.delete(installed.state());
            awaitEvents("daemon.start", "done");
            assertThat(gateway.end("exit 4", PARTING)).isEqualTo(4);
        }
    }

    @Test
    void where_native_calls_are_refused_it_works_by_the_stricter_rules() throws Exception {
        tree.orphan("main", 1, "{}");
        try (Hosted gateway = start("--illegal-native-access=deny")) {
            awaitEvents("sweep.summary", "observed");

            assertThat(installed.run("status", "--json", "--root", tree.root().toString()).out())
                    .contains("native calls are switched off");
            assertThat(gateway.end("exit 0", PARTING)).isZero();
        }
    }

    @Test
    void an_older_java_is_told_what_is_missing_and_the_program_runs_on() throws Exception {
        Path older = Path.of("/usr/lib/jvm/java-17-openjdk-amd64");
        assumeTrue(Files.exists(older.resolve("bin/java")), "no Java 17 here");
        String path = directory.resolve("older").toString();
        Files.createDirectories(Path.of(path, "dev/sessionwatchdog"));
        Synthetic.compiledTo(
                Path.of(path),
                JavaGateway.class.getName(),
                """
                package dev.sessionwatchdog;
                class JavaGateway {
                    public static void main(String[] args) throws Exception {
                        System.out.println("ready");
                        System.in.read();
                        System.exit(3);
                    }
                }
                """,
                "--release",
                "17");
        try (Hosted gateway = Hosted.start(directory, older, List.of("-cp", path), agent(jar()))) {
            assertThat(gateway.lines())
                    .singleElement()
                    .asString()
                    .contains("needs Java 25 and this is Java 17");
            assertThat(gateway.end("", PARTING)).isEqualTo(3);
        }
    }
}
