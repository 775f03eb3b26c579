package dev.sessionwatchdog.store.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.Entry;
import dev.sessionwatchdog.store.LeaseSource;
import dev.sessionwatchdog.store.Listed;
import dev.sessionwatchdog.store.OpenedStore;
import dev.sessionwatchdog.store.SessionStore;
import dev.sessionwatchdog.store.StoreLimits;
import dev.sessionwatchdog.store.StoreSettings;
import dev.sessionwatchdog.store.key.AnyKey;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.store.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// Whatever the keys are, each value is there afterwards, byte for byte (`facts/scenarios.md` S54):
/// count in = count out + what is listed as put aside.
class MigratedKeysTest {

    private static final int MANY = 100_000;
    private static final Place HOME = Place.of(".session-watchdog");
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .build();

    private static final List<String> VALUES =
            List.of(
                    "1.0",
                    "1e400",
                    "-0",
                    "12345678901234567890123",
                    "{\"a\":1,\"a\":2 , \"a\" : 3}",
                    "\"\\u00e9\\/\\ud800\"",
                    "[ 1.10,\t2E+5 ]",
                    "null",
                    "{}",
                    "\"é\"");

    @Provide
    Arbitrary<Set<SessionKey>> keys() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, AnyKey.ofAllUnicode()), Tuple.of(2, AnyKey.ofFewLetters()))
                .filter(MigratedKeysTest::canBeRead)
                .set()
                .ofMaxSize(12);
    }

    /// A single file with an unpaired surrogate in a key is refused as a whole.
    private static boolean canBeRead(SessionKey key) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(key.value());
    }

    @Property(tries = 150)
    void any_keys_at_all(@ForAll("keys") Set<SessionKey> keys, @ForAll Layout layout)
            throws IOException {
        assertMigrated(sessions(keys), layout);
    }

    @Example
    void the_keys_that_hurt() throws IOException {
        Set<SessionKey> keys = new HashSet<>();
        for (String key :
                List.of(
                        "agent:main:main",
                        "k".repeat(3_000),
                        "..",
                        ".hidden",
                        "a/b",
                        "a\\b",
                        "CON",
                        "con",
                        "\u00e9",
                        "e\u0301",
                        "group:QUJD+/Rm9v=",
                        "group:qujd+/rm9v=",
                        "Upper",
                        "uppeR",
                        "",
                        "a\u0000b",
                        "x.json",
                        "conflict",
                        ".manifest.json")) {
            keys.add(new SessionKey(key));
        }
        for (int number = keys.size(); number < 1_000; number++) {
            keys.add(new SessionKey("agent:main:subagent:" + number));
        }
        for (Layout layout : Layout.values()) {
            assertMigrated(sessions(keys), layout);
        }
    }

    @Example
    void a_hundred_thousand_keys_on_a_real_disk() throws IOException {
        Random random = new Random(7);
        Set<SessionKey> keys = new HashSet<>();
        while (keys.size() < MANY) {
            String text = Long.toString(random.nextLong(), 36);
            boolean upper = random.nextInt(10) == 0;
            keys.add(new SessionKey("agent:" + (upper ? text.toUpperCase(Locale.ROOT) : text)));
            if (upper) {
                keys.add(new SessionKey("agent:" + text));
            }
        }
        Path memory = Path.of("/dev/shm");
        Path top =
                Files.isWritable(memory)
                        ? Files.createTempDirectory(memory, "migrated-keys-")
                        : Files.createTempDirectory("migrated-keys-");
        Map<SessionKey, String> sessions = sessions(keys);
        try {
            Path directory = Files.createDirectories(top.resolve("sessions"));
            Files.write(directory.resolve("sessions.json"), json(sessions));
            try (Root root = LocalRoot.open(top, LocalRoot.Natives.AUTO)) {
                MigrationOutcome.Migrated done =
                        migrated(root, Layout.ENTRIES_ENCODED, new SystemTime());
                assertHolds(root, sessions, Layout.ENTRIES_ENCODED, done);
                System.out.printf(
                        "%d sessions: %d entries and %d put aside%n",
                        done.counts().sessions(),
                        done.counts().entries(),
                        done.counts().folded().size());
            }
        } finally {
            remove(top);
        }
    }

    private static void remove(Path top) throws IOException {
        try (var all = Files.walk(top)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static Map<SessionKey, String> sessions(Set<SessionKey> keys) {
        Map<SessionKey, String> sessions = new LinkedHashMap<>();
        int number = 0;
        for (SessionKey key : keys) {
            String value = VALUES.get(number % VALUES.size());
            sessions.put(key, number % 3 == 0 ? "[" + number + "," + value + "]" : value);
            number++;
        }
        return sessions;
    }

    private static byte[] json(Map<SessionKey, String> sessions) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes);
        json.writeStartObject();
        for (Map.Entry<SessionKey, String> session : sessions.entrySet()) {
            json.writeName(session.getKey().value());
            json.writeRawValue("");
            json.flush();
            bytes.write(session.getValue().getBytes(StandardCharsets.UTF_8));
        }
        json.writeEndObject();
        json.close();
        return bytes.toByteArray();
    }

    private static void assertMigrated(Map<SessionKey, String> sessions, Layout layout)
            throws IOException {
        SimulatedTime time = new SimulatedTime();
        SimulatedDisk disk = new SimulatedDisk(time);
        disk.mkdirs("sessions");
        disk.file("sessions/sessions.json", json(sessions));
        Root root = SimulatedRoot.open(disk);
        assertHolds(root, sessions, layout, migrated(root, layout, time));
    }

    private static MigrationOutcome.Migrated migrated(Root root, Layout layout, Time time)
            throws IOException {
        MigrationSeams seams =
                new MigrationSeams(
                        _ -> "event",
                        MigrationGuard.none(),
                        (_, _) -> {
                            throw new AssertionError("no lease is needed");
                        },
                        time,
                        new Random(1));
        MigrationSettings settings =
                new MigrationSettings(layout, 1L << 30, 200_000, 16 << 20, false, false);
        MigrationOutcome outcome =
                new StoreMigration(
                                root,
                                Place.of("sessions"),
                                StoreNames.DEFAULT,
                                HOME,
                                settings,
                                seams)
                        .run(MigrationProgress.none());
        assertThat(outcome).isInstanceOf(MigrationOutcome.Migrated.class);
        return (MigrationOutcome.Migrated) outcome;
    }

    /// By the manifest, and by the files that it lists; then as every reader of the store sees it.
    private static void assertHolds(
            Root root,
            Map<SessionKey, String> sessions,
            Layout layout,
            MigrationOutcome.Migrated done)
            throws IOException {
        Set<SessionKey> listed = new HashSet<>();
        Set<SessionKey> putAside = new HashSet<>();
        try (Directory store = root.open(Place.of("sessions/sessions.d"))) {
            ManifestReader.read(
                    store,
                    StoreSite.MANIFEST,
                    entry -> {
                        assertThat(text(store, entry.name())).isEqualTo(sessions.get(entry.key()));
                        assertThat(entry.name()).doesNotStartWith(".");
                        assertThat(entry.name().getBytes(StandardCharsets.UTF_8).length)
                                .isLessThanOrEqualTo(255);
                        listed.add(entry.key());
                    },
                    entry -> {
                        try (Directory shelf = store.open(StoreSite.CONFLICT)) {
                            assertThat(text(shelf, entry.name()))
                                    .isEqualTo(sessions.get(entry.key()));
                        }
                        putAside.add(entry.key());
                    });
        }
        assertThat(done.counts().entries()).isEqualTo(listed.size());
        assertThat(done.counts().folded()).extracting(FoldedKey::key).hasSameElementsAs(putAside);
        assertThat(listed.size() + putAside.size()).isEqualTo(sessions.size());
        Set<SessionKey> all = new HashSet<>(listed);
        all.addAll(putAside);
        assertThat(all).isEqualTo(sessions.keySet());
        Map<SessionKey, String> winners = new HashMap<>();
        listed.forEach(key -> winners.put(layout.canonical(key), sessions.get(key)));
        assertThat(seen(root, layout)).isEqualTo(winners);
    }

    private static String text(Directory directory, String name) throws IOException {
        try (Pinned file = directory.pin(new Name(name))) {
            byte[] bytes = new PinnedStream(file, Long.MAX_VALUE).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static Map<SessionKey, String> seen(Root root, Layout layout) throws IOException {
        Map<SessionKey, String> seen = new HashMap<>();
        StoreSettings settings =
                new StoreSettings(layout, new StoreLimits(16 << 20, 200_000, 1L << 30), false);
        OpenedStore opened =
                SessionStore.open(root, Place.of("sessions"), settings, LeaseSource.none());
        assertThat(opened).isInstanceOf(OpenedStore.InDirectory.class);
        try (SessionStore store = ((OpenedStore.InDirectory) opened).store()) {
            store.list(one -> {
                switch (one) {
                    case Listed.Session(SessionKey key, Entry entry) -> seen.put(key, entry.text());
                    case Listed.Odd odd -> throw new AssertionError(odd.toString());
                }
                return true;
            });
        }
        return seen;
    }
}
