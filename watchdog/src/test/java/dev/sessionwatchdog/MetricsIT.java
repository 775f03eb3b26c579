package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.metrics.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The built program's metrics as a real Prometheus and node_exporter see them.
final class MetricsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path RULES = Path.of("src/main/prometheus/session-watchdog.rules.yml");
    private static final Path RULES_TEST =
            Path.of("src/test/resources/prometheus/session-watchdog.rules.test.yml");

    @TempDir private Path directory = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void nothing_is_left_running() throws InterruptedException {
        http.close();
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private static void assumeThere(String... programs) {
        for (String program : programs) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin", program)),
                    "SKIPPED: needs "
                            + program
                            + " (Debian: prometheus, prometheus-node-exporter); PublicationTest and"
                            + " AlertRulesTest need none");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void start(String... command) throws IOException {
        started.add(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("said-" + started.size()).toFile())
                        .start());
    }

    private String get(String url) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Launched promtool(Path in, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/promtool"));
        command.addAll(List.of(arguments));
        return Launched.run(in, Map.of("PATH", "/usr/bin:/bin"), command);
    }

    @Test
    void promtool_finds_the_alert_rules_good_and_their_tests_pass() throws Exception {
        assumeThere("promtool");
        Files.copy(RULES, directory.resolve(RULES.getFileName()));
        Files.copy(RULES_TEST, directory.resolve(RULES_TEST.getFileName()));

        Launched check = promtool(directory, "check", "rules", RULES.getFileName().toString());
        assertThat(check.exitCode()).as("%s", check).isZero();
        Launched test = promtool(directory, "test", "rules", RULES_TEST.getFileName().toString());
        assertThat(test.exitCode()).as("%s", test).isZero();
    }

    @Test
    void prometheus_scrapes_both_ways_and_answers_with_our_numbers() throws Exception {
        assumeThere("prometheus", "prometheus-node-exporter", "promtool");
        int ours = freePort();
        int exporter = freePort();
        int prometheus = freePort();
        Path texts = Files.createDirectories(directory.resolve("texts"));
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        tree.orphan("main", 1, "x");
        Installed installed =
                Installed.in(
                        directory.resolve("home"),
                        Installed.SHORT_WAITS
                                + "metrics:\n  listen: 127.0.0.1:%d\n".formatted(ours)
                                + "  textfile: %s/watchdog.prom\n".formatted(texts));
        start(
                "/usr/bin/prometheus-node-exporter",
                "--collector.disable-defaults",
                "--collector.textfile",
                "--collector.textfile.directory=" + texts,
                "--web.listen-address=127.0.0.1:" + exporter);
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(
                config,
                """
                global: { scrape_interval: 1s }
                rule_files: [ %s ]
                scrape_configs:
                  - { job_name: direct, static_configs: [ { targets: [ "127.0.0.1:%d" ] } ] }
                  - { job_name: textfile, static_configs: [ { targets: [ "127.0.0.1:%d" ] } ] }
                """
                        .formatted(RULES.toAbsolutePath(), ours, exporter));
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            start(
                    "/usr/bin/prometheus",
                    "--config.file=" + config,
                    "--storage.tsdb.path=" + directory.resolve("tsdb"),
                    "--web.listen-address=127.0.0.1:" + prometheus);
            String query = "http://127.0.0.1:%d/api/v1/query?query=".formatted(prometheus);
            for (String job : List.of("direct", "textfile")) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() ->
                                value(query + "session_watchdog_sweeps_total%7Bjob=%22" + job) > 0);
                String reaped = "sum(session_watchdog_temps_reaped_total%7Bjob=%22" + job;
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> value(query + reaped, ")") == 1.0);
            }
            checkText(get("http://127.0.0.1:%d/metrics".formatted(ours)));
            checkText(Files.readString(texts.resolve("watchdog.prom")));
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(texts.resolve("watchdog.prom"))))
                    .isEqualTo("rw-r--r--");
            assertThat(daemon.terminate()).isEqualTo(143);
        }
    }

    private double value(String url) throws Exception {
        return value(url, "");
    }

    private double value(String url, String end) throws Exception {
        JsonNode answer = JsonMapper.shared().readTree(get(url + "%22%7D" + end));
        return Double.parseDouble(
                answer.path("data").path("result").path(0).path("value").path(1).asString("0"));
    }

    /// `promtool check metrics` reads its standard input.
    private void checkText(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("metrics.txt"), text);
        Launched check =
                Launched.run(
                        directory,
                        Map.of("PATH", "/usr/bin:/bin"),
                        List.of("/bin/sh", "-c", "promtool check metrics <" + file));
        assertThat(check.exitCode()).as("%s", check).isZero();
        assertThat(check.out() + check.err()).isBlank();
        assertThat(Scrape.of(text).value("sweep_interval_seconds")).isEqualTo(0.2);
    }

    @Test
    void what_is_off_loads_no_class_and_has_no_thread() throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        tree.orphan("main", 1, "x");
        Path classes = directory.resolve("classes");
        Installed installed =
                Installed.in(directory.resolve("home"), Installed.SHORT_WAITS)
                        .with("SESSION_WATCHDOG_JAVA_OPTS", "-Xlog:class+load:file=" + classes);
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            await().atMost(PATIENCE).until(() -> !installed.events("tmp.reap", "done").isEmpty());
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        assertThat(Files.readString(classes))
                .contains("dev.sessionwatchdog.cli.Outlets")
                .doesNotContain(
                        "dev.sessionwatchdog.metrics.",
                        "dev.sessionwatchdog.notify.",
                        "io.prometheus.");
    }

    @Test
    void an_address_in_use_is_told_and_the_daemon_goes_on_and_takes_it_at_the_next_reload()
            throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        int port = freePort();
        Installed installed =
                Installed.in(
                        directory.resolve("home"),
                        Installed.SHORT_WAITS
                                + "metrics: { listen: \"127.0.0.1:%d\" }".formatted(port));
        String url = "http://127.0.0.1:%d/metrics".formatted(port);
        ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            assertThat(installed.said()).contains("metrics are not served until the next reload");
            other.close();
            daemon.signal("HUP");
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> get(url).contains("session_watchdog_build_info"));
            double sweeps = Scrape.of(get(url)).value("sweeps_total");
            daemon.signal("HUP");
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> installed.events("config.reload", "done").size() == 2);
            assertThat(Scrape.of(get(url)).value("sweeps_total")).isGreaterThanOrEqualTo(sweeps);
        }
    }

    /// S97: neither the gateway nor its command line is there; the hook is run by us.
    @Test
    void s97_alerts_arrive_while_the_gateway_and_its_cli_are_down() throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        Path out = directory.resolve("told");
        Path hook = directory.resolve("hook");
        Files.writeString(hook, "#!/bin/sh\n{ cat; echo; } >>\"$1\"\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
        tree.orphan("main", 1, "x");
        Path index = tree.sessions("main").resolve("sessions.json");
        String whole = Files.readString(index);
        Files.writeString(index, "{\"torn");
        Installed installed =
                Installed.in(
                        directory.resolve("home"),
                        Installed.SHORT_WAITS
                                + "notify: { exec: [\"%s\", \"%s\"] }\n".formatted(hook, out));
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            await().atMost(PATIENCE)
                    .until(() -> installed.events("notify.send", "done").size() == 1);
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        try (RunningDaemon again = RunningDaemon.start(installed, tree.root())) {
            Files.writeString(index, whole);
            await().atMost(PATIENCE)
                    .until(() -> installed.events("notify.send", "done").size() == 2);
            assertThat(again.terminate()).isEqualTo(143);
        }
        List<JsonNode> told =
                Files.readAllLines(out).stream().map(JsonMapper.shared()::readTree).toList();
        assertThat(told)
                .extracting(one -> one.path("kind").asString(""))
                .containsExactly("alert", "resolve");
        assertThat(told)
                .extracting(one -> one.at("/event/event/action").asString(""))
                .containsExactly("store.corrupt", "store.corrupt");
        assertThat(told.getFirst().path("incident")).isEqualTo(told.getLast().path("incident"));
    }
}
