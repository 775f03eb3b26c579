package dev.sessionwatchdog.store.migration;

import static dev.sessionwatchdog.store.migration.MigrationWorld.ALL;
import static dev.sessionwatchdog.store.migration.MigrationWorld.FILE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.LONG;
import static dev.sessionwatchdog.store.migration.MigrationWorld.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.Entry;
import dev.sessionwatchdog.store.SessionStore;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.migration.Merge.Decision;
import dev.sessionwatchdog.store.sim.Changes;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A single file beside a directory in force: both are brought together (`facts/scenarios.md` S57).
class MergeTest {

    private static final int SEEDS = Boolean.getBoolean("hunt") ? 50 : 2;
    private static final Optional<String> NONE = Optional.empty();
    private static final Optional<String> A = Optional.of("a");
    private static final Optional<String> B = Optional.of("b");
    private static final Optional<String> C = Optional.of("c");

    @Test
    void three_ways_by_key_with_what_was_migrated_as_the_base() {
        record Row(String file, Optional<String> current, Optional<String> base, Decision is) {}
        Row[] rows = {
            new Row("a", A, A, Decision.NOTHING),
            new Row("a", B, A, Decision.NOTHING),
            new Row("a", NONE, A, Decision.NOTHING),
            new Row("b", A, A, Decision.TAKE),
            new Row("b", B, A, Decision.CONFIRM),
            new Row("b", C, A, Decision.KEEP_BOTH),
            new Row("b", NONE, A, Decision.KEEP_BOTH),
            new Row("b", NONE, NONE, Decision.ADD),
            new Row("b", B, NONE, Decision.CONFIRM),
            new Row("b", C, NONE, Decision.KEEP_BOTH)
        };
        for (Row row : rows) {
            assertThat(Merge.decide(row.file, row.current, row.base, true))
                    .as("%s", row)
                    .isEqualTo(row.is);
        }
        assertThat(Merge.decide("b", C, NONE, false)).isEqualTo(Decision.OVERRULE);
        assertThat(Merge.decide("b", NONE, NONE, false)).isEqualTo(Decision.ADD);
        assertThat(Merge.decide("b", B, NONE, false)).isEqualTo(Decision.CONFIRM);
    }

    private static SessionKey key(String key) {
        return new SessionKey(key);
    }

    private static Entry entry(String json) {
        return Entry.of(json);
    }

    /// Migrated; then the directory changed one and removed one, and somebody wrote a single file.
    private static MigrationWorld diverged() throws Exception {
        MigrationWorld world =
                MigrationWorld.fresh(
                        "{\"same\":1,\"file\":1,\"directory\":1,\"both\":1,\"removed\":1,"
                                + "\"unmentioned\":1}");
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
        try (SessionStore store = world.store()) {
            store.put(key("directory"), entry("2"));
            store.put(key("both"), entry("2"));
            store.remove(key("removed"));
        }
        world.disk.file(
                FILE, "{\"same\":1,\"file\":3,\"directory\":1,\"both\":3,\"removed\":3,\"new\":3}");
        return world;
    }

    private static final Map<String, String> TOGETHER =
            Map.of(
                    "same",
                    "1",
                    "file",
                    "3",
                    "directory",
                    "2",
                    "both",
                    "2",
                    "unmentioned",
                    "1",
                    "new",
                    "3");

    @Test
    void what_the_file_added_or_changed_is_taken_and_nothing_is_deleted_or_chosen()
            throws Exception {
        MigrationWorld world = diverged();
        assertThat(world.state()).isInstanceOf(StoreState.Conflicting.class);
        MigrationOutcome.Merged merged = (MigrationOutcome.Merged) world.recover();
        assertThat(world.found()).isEqualTo(TOGETHER);
        assertThat(merged.added()).isEqualTo(1);
        assertThat(merged.taken()).isEqualTo(1);
        assertThat(merged.overruled()).isZero();
        assertThat(merged.keptBoth()).containsExactly("both.json", "removed.json");
        Map<String, String> all = new TreeMap<>(world.told(TOGETHER));
        all.put("both 3", "3");
        all.put("removed 3", "3");
        assertThat(world.everything()).isEqualTo(all);
        assertThat(world.disk.exists(FILE)).isFalse();
        assertThat(world.state()).isInstanceOf(StoreState.InDirectory.class);
        assertThat(world.log.words())
                .endsWith("store.conflict intent resolve", "store.conflict done resolve");
        assertThat(world.migration().backups()).hasSize(2);
    }

    @Test
    void a_stock_gateway_that_began_anew_deletes_nothing() throws Exception {
        MigrationWorld world = MigrationWorld.fresh();
        world.run();
        world.disk.file(FILE, "{\"agent:main:main\":{\"new\":true}}");
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.Merged.class);
        Map<String, String> expected = new TreeMap<>(ALL);
        expected.put("agent:main:main", "{\"new\":true}");
        assertThat(world.everything()).isEqualTo(world.told(expected));
    }

    @Test
    void an_objection_leaves_both_as_they_are() throws Exception {
        MigrationWorld world = diverged();
        var before = world.disk.paths();
        world.object(MigrationGuard.Step.MERGE, "a gateway runs");
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.Overtaken.class);
        assertThat(world.disk.paths()).isEqualTo(before);
    }

    @Test
    void beside_a_directory_of_its_reader_only_what_is_missing_is_added() throws Exception {
        MigrationWorld world = readersOwn();
        assertThat(world.state()).isEqualTo(new StoreState.Mergeable());
        MigrationOutcome.Merged merged = (MigrationOutcome.Merged) world.recover();
        assertThat(merged.added()).isEqualTo(2);
        assertThat(merged.overruled()).isEqualTo(1);
        assertThat(world.found())
                .containsEntry("agent:main:main", "{\"newer\":true}")
                .containsEntry("signal:abc=", ALL.get("Signal:AbC="))
                .containsEntry(LONG, ALL.get(LONG))
                .hasSize(3);
        assertThat(world.disk.exists(FILE)).isFalse();
        assertThat(world.disk.text(merged.backup().toString())).isEqualTo(MigrationWorld.SOURCE);
    }

    private static MigrationWorld readersOwn() {
        MigrationWorld world = MigrationWorld.fresh().with(Layout.ENTRIES_ENCODED, true, false);
        world.disk.mkdirs(STORE);
        world.disk.file(STORE + "/agent%3Amain%3Amain.json", "{\"newer\":true}");
        return world;
    }

    /// By a gateway that knows no leases (S12): it would be overwritten by what is older.
    @Test
    void what_a_gateway_writes_without_a_lease_in_the_middle_is_never_overwritten()
            throws Exception {
        String[] entries = {"new.json", "file.json"};
        for (String entry : entries) {
            int points = 0;
            boolean written = true;
            for (int point = 1; written; point++) {
                MigrationWorld world = diverged();
                boolean[] done = {false};
                Changes.before(
                        world.disk,
                        point,
                        () -> {
                            done[0] = true;
                            world.disk.file(STORE + "/fresh.tmp", "\"fresh\"");
                            world.disk.rename(STORE + "/fresh.tmp", STORE + "/" + entry);
                        });
                MigrationOutcome outcome = world.recover();
                world.disk.before(_ -> {});
                written = done[0];
                points++;
                assertThat(outcome).isInstanceOf(MigrationOutcome.Merged.class);
                if (written) {
                    assertThat(world.disk.text(STORE + "/" + entry))
                            .as("%s before change %d", entry, point)
                            .isEqualTo("\"fresh\"");
                }
            }
            System.out.printf("written without a lease, %s: %d moments%n", entry, points);
        }
    }

    @Test
    void what_both_have_is_not_written_again() throws Exception {
        MigrationWorld world = readersOwn();
        world.disk.file(STORE + "/signal%3Aabc=.json", ALL.getOrDefault("Signal:AbC=", ""));
        AtomicInteger written = new AtomicInteger();
        world.disk.before(call -> {
            if (call.name().equals("rename") && call.path().endsWith(".tmp")) {
                written.incrementAndGet();
            }
        });
        MigrationOutcome.Merged merged = (MigrationOutcome.Merged) world.recover();
        assertThat(merged.added()).isEqualTo(1);
        assertThat(merged.overruled()).isEqualTo(1);
        assertThat(written).hasValue(1);
        assertThat(world.disk.names(MigrationWorld.HOME + "/migrate")).isEmpty();
    }

    /// Whatever the settings say by now: else the same session would have two entries.
    @Test
    void entries_are_named_as_the_directory_has_them() throws Exception {
        MigrationWorld world = MigrationWorld.fresh("{\"Key\":1,\"other\":1}");
        world.run();
        world.disk.file(FILE, "{\"Key\":2,\"New\":2}");
        world.with(Layout.ENTRIES_EXACT, false, false);
        MigrationOutcome.Merged merged = (MigrationOutcome.Merged) world.recover();
        assertThat(merged.taken()).isEqualTo(1);
        assertThat(merged.added()).isEqualTo(1);
        assertThat(world.with(Layout.ENTRIES_ENCODED, false, false).found())
                .isEqualTo(Map.of("key", "2", "new", "2", "other", "1"));
    }

    @Test
    void without_a_known_reader_a_directory_that_is_not_ours_is_never_touched() throws Exception {
        MigrationWorld world = readersOwn().with(Layout.ENTRIES_ENCODED, false, false);
        var before = world.disk.paths();
        assertThat(world.state()).isEqualTo(new StoreState.ForeignDirectory());
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.NothingToDo.class);
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Refused.class);
        assertThat(world.disk.paths()).isEqualTo(before);
        assertThat(world.found()).isEqualTo(ALL);
    }

    @Test
    void a_merge_survives_every_crash() throws Exception {
        int states = 0;
        boolean ended = true;
        for (int point = 1; ended; point++) {
            MigrationWorld world = diverged();
            world.disk.settle();
            Changes.crashAt(world.disk, point);
            ended = world.endsIn(MigrationWorld::recover);
            for (int seed = -1; seed < SEEDS; seed++) {
                MigrationWorld left = world.left(seed);
                states++;
                String where = "before change " + point + ", seed " + seed;
                assertThat(left.found().keySet())
                        .as(where)
                        .containsAll(Set.of("same", "file", "directory", "both"));
                left.recover();
                assertThat(left.state().unfinished()).as(where).isFalse();
                assertThat(left.log.open()).as(where).isEmpty();
                assertThat(left.found()).as(where).isEqualTo(TOGETHER);
                assertThat(left.everything())
                        .as(where)
                        .containsEntry("both 3", "3")
                        .containsEntry("removed 3", "3")
                        .hasSize(TOGETHER.size() + 2);
            }
        }
        System.out.printf("crash in a merge: %d states%n", states);
    }

    /// After a sync that failed, no later one proves anything of what was written before.
    @Test
    void a_merge_that_fails_anywhere_is_done_again_and_then_durable() throws Exception {
        int states = 0;
        boolean[] made = {true};
        for (int point = 1; made[0]; point++) {
            MigrationWorld world = diverged();
            made[0] = false;
            Changes.before(
                    world.disk,
                    point,
                    () -> {
                        made[0] = true;
                        throw new IOException("EIO");
                    });
            world.recover();
            world.disk.before(_ -> {});
            assertThat(world.recover())
                    .as("%d", point)
                    .isNotInstanceOf(MigrationOutcome.Failed.class);
            for (int seed = -1; seed < SEEDS; seed++) {
                MigrationWorld left = world.left(seed);
                states++;
                String where = "change " + point + " failed, seed " + seed;
                left.recover();
                assertThat(left.found()).as(where).isEqualTo(TOGETHER);
            }
        }
        System.out.printf("failed merges: %d states%n", states);
    }
}
