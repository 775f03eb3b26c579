package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The simple leased lock file (`protocols.md` 2, end), of a real process that beats, stops
/// beating, and lives and works on: what a leak looks like from outside.
final class LockLifeIT {

    private static final Duration BEATS = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// However short the term is, so many looks have to agree that a beat is missing, a second
    /// apart.
    private static final Duration SAMPLES = Duration.ofSeconds(5);

    private static final Duration TWO_LOOKS = Duration.ofSeconds(2);

    /// A machine that builds beside this runs nothing on time.
    private static final Duration BUSY = Duration.ofSeconds(3);

    /// As by default: what is new is found by hints, and what is known is looked at for itself.
    private static final String SETTINGS =
            Installed.SHORT_LOCKS.replace("full_sweep: 2s", "full_sweep: 5m");

    @TempDir private Path directory;

    @Test
    void a_lock_that_beats_is_left_alone_and_goes_when_it_stops_though_its_owner_works_on()
            throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        Path other = tree.session("main", "other").resolveSibling("other.jsonl");
        Path quick = tree.session("main", "quick");
        Path slow = tree.session("main", "slow");
        byte[] transcript = Files.readAllBytes(quick.resolveSibling("quick.jsonl"));
        Installed installed = Installed.in(directory.resolve("home"), SETTINGS);
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root());
                Owner first = Owner.beating(directory, quick, other, Owner.leased(2_000, 500));
                Owner second = Owner.beating(directory, slow, other, Owner.leased(6_000, 2_000))) {
            assertThatNobodyTouches(List.of(first, second), installed);

            byte[] payload = Files.readAllBytes(quick);
            first.say("silent");
            second.say("silent");
            Duration tookFirst = untilGone(quick);
            Duration tookSecond = untilGone(slow);
            System.out.printf(
                    "LockLifeIT: a term of 2 s was broken %d ms after its last beat, one of 6 s"
                            + " %d ms%n",
                    tookFirst.toMillis(), tookSecond.toMillis());
            assertThat(tookFirst)
                    .isBetween(Duration.ofSeconds(3), SAMPLES.plus(TWO_LOOKS).plus(BUSY));
            assertThat(tookSecond)
                    .isBetween(
                            Duration.ofSeconds(9),
                            Duration.ofSeconds(9).plus(TWO_LOOKS).plus(BUSY));

            assertThatItWorksOn(first);
            assertThatItWorksOn(second);
            assertThatItWasAnnounced(installed, quick);
            assertThatItWasAnnounced(installed, slow);

            JsonNode done = done(installed, quick);
            String undo = done.path("quarantine").path("restore").asString("");
            assertThat(undo).startsWith("session-watchdog quarantine restore ");
            Launched restored =
                    installed.run(
                            "quarantine",
                            "restore",
                            undo.substring(undo.lastIndexOf(' ') + 1),
                            "--root",
                            tree.root().toString());
            assertThat(restored.exitCode()).as("%s", restored).isZero();
            assertThat(Files.readAllBytes(quick)).isEqualTo(payload);
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        assertThat(Files.readAllBytes(quick.resolveSibling("quick.jsonl"))).isEqualTo(transcript);
        assertThat(installed.run("events", "verify").exitCode()).isZero();
    }

    /// Same inode, and never a change of it that is not a beat: a beat moves both times alike.
    private static void assertThatNobodyTouches(List<Owner> owners, Installed installed)
            throws Exception {
        Map<Path, Object> inodes =
                Map.of(
                        owners.get(0).lock(), inode(owners.get(0).lock()),
                        owners.get(1).lock(), inode(owners.get(1).lock()));
        Instant end = Instant.now().plus(BEATS);
        while (Instant.now().isBefore(end)) {
            for (Owner owner : owners) {
                Map<String, Object> seen =
                        Files.readAttributes(
                                owner.lock(),
                                "unix:ino,ctime,lastModifiedTime",
                                LinkOption.NOFOLLOW_LINKS);
                assertThat(seen.get("ino")).isEqualTo(inodes.get(owner.lock()));
                assertThat(seen.get("ctime")).isEqualTo(seen.get("lastModifiedTime"));
            }
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        }
        for (Owner owner : owners) {
            assertThat(installed.told("lock.suspect", owner.lock())).isEmpty();
            assertThat(installed.told("lock.break", owner.lock())).isEmpty();
            assertThat(mtime(owner.lock()).toInstant())
                    .as("its beats")
                    .isAfter(end.minus(Duration.ofSeconds(3)));
        }
    }

    private static Object inode(Path file) throws Exception {
        return Files.getAttribute(file, "unix:ino");
    }

    private static FileTime mtime(Path file) throws Exception {
        return Files.getLastModifiedTime(file);
    }

    /// From its last beat on. For a moment an empty file of the daemon's stands at its name.
    private static Duration untilGone(Path lock) throws Exception {
        Object inode = inode(lock);
        Instant last = mtime(lock).toInstant();
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                Instant changed = mtime(lock).toInstant();
                if (!inode(lock).equals(inode)) {
                    break;
                }
                last = changed;
            } catch (NoSuchFileException gone) {
                break;
            }
            assertThat(Instant.now()).as("%s stands still", lock).isBefore(end);
            await().pollDelay(Duration.ofMillis(10)).until(() -> true);
        }
        return Duration.between(last, Instant.now());
    }

    private static void assertThatItWorksOn(Owner owner) throws Exception {
        long worked = owner.worked();
        await().atMost(PATIENCE).until(() -> owner.worked() > worked + 10);
        assertThat(owner.isAlive()).isTrue();
        assertThat(owner.signals()).isEmpty();
    }

    private static void assertThatItWasAnnounced(Installed installed, Path lock) throws Exception {
        List<JsonNode> suspects = installed.events("lock.suspect", lock);
        assertThat(suspects).isNotEmpty();
        List<JsonNode> breaks = installed.events("lock.break", lock);
        assertThat(installed.told("lock.break", lock))
                .containsExactly("intent live-owner-lease-lapsed", "done ");
        assertThat(breaks)
                .allSatisfy(event -> {
                    assertThat(event.path("fenced").isBoolean()).isTrue();
                    assertThat(event.path("fenced").asBoolean(true)).isFalse();
                    assertThat(monotonic(event)).isGreaterThan(monotonic(suspects.getFirst()));
                });
    }

    private static JsonNode done(Installed installed, Path lock) throws Exception {
        return installed.events("lock.break", lock).getLast();
    }

    private static long monotonic(JsonNode event) {
        return event.path("clock").path("monotonic_ns").asLong();
    }
}
