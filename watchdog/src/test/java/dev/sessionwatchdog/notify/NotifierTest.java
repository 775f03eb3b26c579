package dev.sessionwatchdog.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.incident.EventSchema;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Real hooks, run for the events of a real log in virtual time.
class NotifierTest {

    @TempDir private Path directory = Path.of("");

    private final World world = World.seeded(1);
    private final Semaphore done = new Semaphore(0);

    private Path hook(String script) throws IOException {
        Path hook = directory.resolve("hook");
        Files.writeString(hook, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
        return hook;
    }

    private Notifier notifier(Path hook, String... arguments) throws IOException {
        world.start();
        List<String> exec =
                Stream.concat(Stream.of(hook.toString()), Arrays.stream(arguments)).toList();
        Notifier notifier =
                new Notifier(
                        new Config.Notification(
                                Config.Severity.WARN, 5, Duration.ofMinutes(10), exec),
                        "/home/ann",
                        world.time(),
                        world.daemon().log(),
                        new ForensicReader(
                                SimulatedRoot.open(world.disk(), World.EVENTS).open(Place.TOP)),
                        done::release);
        world.daemon().log().onLine(notifier::appended);
        return notifier;
    }

    private void alert(String incident) throws IOException {
        world.daemon()
                .log()
                .append(
                        Event.of(
                                        "store.corrupt",
                                        Phase.OBSERVED,
                                        Level.ERROR,
                                        "store.corrupt: x\u202ey")
                                .alert()
                                .inIncident(incident));
        world.daemon().log().commit();
    }

    private void turnAndWait(Notifier notifier) throws Exception {
        notifier.turn();
        assertThat(done.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        notifier.turn();
    }

    @Test
    void the_hook_reads_the_event_with_its_envelope_and_the_log_says_that_it_was_told()
            throws Exception {
        Path out = directory.resolve("out");
        Notifier notifier = notifier(hook("cat >\"$1\"; env >\"$1.env\"\n"), out.toString());
        alert("inc-1");
        turnAndWait(notifier);

        String json = Files.readString(out);
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
        JsonNode read = JsonMapper.shared().readTree(json);
        assertThat(EventSchema.published().validate(read.get("event").toString(), InputFormat.JSON))
                .isEmpty();
        assertThat(read.path("kind").asString("")).isEqualTo("alert");
        assertThat(read.path("incident").asString("")).isEqualTo("inc-1");
        assertThat(read.path("text").asString("")).isEqualTo("store.corrupt: x\\u{202e}y");
        assertThat(read.path("host").asString("")).isEqualTo("world");
        assertThat(Files.readString(directory.resolve("out.env")))
                .contains("HOME=/home/ann")
                .doesNotContain("JAVA", "MAVEN", "SESSION_WATCHDOG");
        JsonNode event = world.events("notify.send", "done").getFirst();
        assertThat(event.path("labels").path("kind").asString("")).isEqualTo("alert");
        assertThat(event.path("correlation").path("incident").asString("")).isEqualTo("inc-1");
        assertThat(EventSchema.published().validate(event.toString(), InputFormat.JSON)).isEmpty();
    }

    private static Schema schema() throws IOException {
        try (var in =
                Objects.requireNonNull(
                        Notifier.class.getResourceAsStream(
                                "/dev/sessionwatchdog/schema/notification-v1.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_hook_that_fails_is_told_once_and_tried_again_later() throws Exception {
        Path count = directory.resolve("count");
        Notifier notifier =
                notifier(hook("echo x >>\"$1\"; test $(wc -l <\"$1\") -ge 3\n"), count.toString());
        alert("inc-1");
        turnAndWait(notifier);
        notifier.turn();
        assertThat(Files.readAllLines(count)).hasSize(1);
        world.time().advance(Duration.ofMinutes(1));
        turnAndWait(notifier);
        assertThat(world.events("notify.send", "failed")).hasSize(1);
        world.time().advance(Duration.ofMinutes(2));
        turnAndWait(notifier);

        assertThat(Files.readAllLines(count)).hasSize(3);
        assertThat(world.events("notify.send", "failed"))
                .hasSize(1)
                .allMatch(event -> event.path("event").path("kind").asString("").equals("event"));
        assertThat(world.events("notify.send", "done")).hasSize(1);
    }

    @Test
    void a_hook_that_is_not_there_is_told_once() throws Exception {
        Notifier notifier = notifier(directory.resolve("nobody"));
        alert("inc-1");
        turnAndWait(notifier);

        assertThat(world.events("notify.send", "failed").getFirst().path("message").asString(""))
                .contains("nobody is not there, or is not executable");
    }

    @Test
    void nobody_waits_for_a_hook_that_hangs_and_no_second_one_is_run_beside_it() throws Exception {
        Path count = directory.resolve("count");
        Notifier notifier = notifier(hook("echo x >>\"$1\"; sleep 60\n"), count.toString());
        long began = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            alert("inc-" + i);
            notifier.turn();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        await().until(() -> Files.exists(count));
        notifier.close();

        assertThat(Files.readAllLines(count)).hasSize(1);
        assertThat(world.events("notify.send", "failed")).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("notify");
    }

    @Test
    void while_there_is_nothing_to_send_there_is_no_thread() throws Exception {
        Notifier notifier = notifier(hook("true\n"));
        notifier.turn();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("notify");
        alert("inc-1");
        turnAndWait(notifier);
        await().untilAsserted(() ->
                assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain("notify", "notify-in", "notify-out"));
    }
}
