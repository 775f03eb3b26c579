package dev.sessionwatchdog.store.migration;

import static dev.sessionwatchdog.store.migration.MigrationWorld.ALL;
import static dev.sessionwatchdog.store.migration.MigrationWorld.FILE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.LONG;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SOURCE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.Entry;
import dev.sessionwatchdog.store.SessionStore;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.sim.Changes;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The rarer rows of recovery, and a roll-back of a store that was written since: the machine ends
/// before every change, and some of what was not synced is lost (S12).
class RecoveryCrashTest {

    private static final int SEEDS = Boolean.getBoolean("hunt") ? 100 : 4;
    private static final String LATE = "{\"agent:main:main\":{\"late\":1},\"only:late\":1}";
    private static final String LATER = "{\"agent:main:main\":{\"late\":1},\"only:later\":2}";

    private interface Preparing {
        MigrationWorld world() throws Exception;
    }

    private interface Judge {
        void look(MigrationWorld world, String where) throws IOException;
    }

    private static void survives(
            String name, Preparing preparing, MigrationWorld.Work work, Judge inTheEnd)
            throws Exception {
        int states = 0;
        boolean ended = true;
        int point = 1;
        for (; ended; point++) {
            MigrationWorld world = preparing.world();
            world.disk.settle();
            Changes.crashAt(world.disk, point);
            ended = world.endsIn(work);
            for (int seed = -1; seed < SEEDS; seed++) {
                MigrationWorld left = world.left(seed);
                states++;
                String where = name + ", before change " + point + ", seed " + seed;
                for (int tries = 0; tries < 3 && left.state().unfinished(); tries++) {
                    left.recover();
                }
                left.recover();
                assertThat(left.state().unfinished()).as("%s: %s", where, left.state()).isFalse();
                assertThat(left.log.open()).as(where).isEmpty();
                inTheEnd.look(left, where);
            }
        }
        System.out.printf("crash in %s: %d changes, %d states%n", name, point - 2, states);
    }

    /// With an entry that is new, one that was changed and one that was removed.
    private static MigrationWorld written() throws Exception {
        MigrationWorld world = MigrationWorld.fresh();
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
        try (SessionStore store = world.store()) {
            store.put(new SessionKey("a:new:one"), Entry.of("[\"new\"]"));
            store.put(new SessionKey("agent:main:main"), Entry.of("{\"changed\":1.0}"));
            store.remove(new SessionKey(LONG));
        }
        return world;
    }

    private static Map<String, String> writtenSessions() {
        Map<String, String> sessions = new TreeMap<>(ALL);
        sessions.put("a:new:one", "[\"new\"]");
        sessions.put("agent:main:main", "{\"changed\":1.0}");
        sessions.remove(LONG);
        return sessions;
    }

    @Test
    void a_roll_back_of_a_store_that_was_written_since_survives_every_crash() throws Exception {
        survives(
                "a roll-back of a written store",
                RecoveryCrashTest::written,
                MigrationWorld::rollback,
                (world, where) -> {
                    assertThat(world.everything())
                            .as(where)
                            .isEqualTo(world.told(writtenSessions()));
                    if (world.state() instanceof StoreState.InDirectory) {
                        assertThat(world.rollback())
                                .as(where)
                                .isInstanceOf(MigrationOutcome.RolledBack.class);
                    }
                    assertThat(world.state()).as(where).isEqualTo(new StoreState.InSingleFile());
                    assertThat(world.found()).as(where).isEqualTo(writtenSessions());
                });
    }

    @Test
    void a_roll_back_beside_another_single_file_survives_every_crash() throws Exception {
        Map<String, String> both = writtenSessions();
        both.put("only:late", "1");
        survives(
                "a roll-back beside another single file",
                () -> {
                    MigrationWorld world = written();
                    world.disk.file(FILE, LATE);
                    return world;
                },
                MigrationWorld::rollback,
                (world, where) -> {
                    if (world.state() instanceof StoreState.InDirectory) {
                        world.rollback();
                    }
                    assertThat(world.state()).as(where).isEqualTo(new StoreState.InSingleFile());
                    assertThat(world.found()).as(where).isEqualTo(both);
                });
    }

    @Test
    void merging_beside_a_directory_of_its_reader_survives_every_crash() throws Exception {
        survives(
                "a merge into a reader's directory",
                () -> {
                    MigrationWorld world =
                            MigrationWorld.fresh().with(Layout.ENTRIES_ENCODED, true, false);
                    world.disk.mkdirs(STORE);
                    world.disk.file(STORE + "/agent%3Amain%3Amain.json", "{\"newer\":true}");
                    return world;
                },
                MigrationWorld::recover,
                (world, where) -> {
                    assertThat(world.found())
                            .as(where)
                            .containsEntry("agent:main:main", "{\"newer\":true}")
                            .containsEntry("signal:abc=", ALL.get("Signal:AbC="))
                            .containsEntry(LONG, ALL.get(LONG))
                            .hasSize(3);
                    assertThat(world.disk.exists(FILE)).as(where).isFalse();
                    assertThat(world.migration().backups())
                            .as(where)
                            .singleElement()
                            .satisfies(it ->
                                    assertThat(world.disk.text(it.place().toString()))
                                            .isEqualTo(SOURCE));
                });
    }

    /// A late writer's file was captured, and it wrote another one at the name since.
    private static MigrationWorld capturedAndWritten() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.disk.before(call -> {
            if (call.name().equals("rename") && call.path().equals(FILE)) {
                world.disk.file(FILE, LATE);
            }
            if (call.name().equals("rename") && call.path().endsWith(".captured")) {
                throw new SimulatedCrash(call.toString());
            }
        });
        assertThat(world.endsIn(MigrationWorld::run)).isTrue();
        MigrationWorld left = world.on(world.disk.killed());
        left.disk.file(FILE, LATER);
        assertThat(left.state()).isInstanceOf(StoreState.Retiring.class);
        return left;
    }

    @Test
    void bringing_in_what_was_captured_survives_every_crash() throws Exception {
        Map<String, String> all = new TreeMap<>(ALL);
        all.put("agent:main:main", "{\"late\":1}");
        all.put("only:late", "1");
        all.put("only:later", "2");
        survives(
                "a merge of a captured file",
                RecoveryCrashTest::capturedAndWritten,
                MigrationWorld::recover,
                (world, where) -> {
                    assertThat(world.state()).as(where).isInstanceOf(StoreState.InDirectory.class);
                    assertThat(world.everything()).as(where).isEqualTo(world.told(all));
                });
    }

    /// Retired, and then the directory is gone while the log does not say how it went.
    private static MigrationWorld lost() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.disk.before(call -> {
            if (call.name().equals("rmdir") && call.path().contains("/migrate/")) {
                throw new SimulatedCrash(call.toString());
            }
        });
        assertThat(world.endsIn(MigrationWorld::run)).isTrue();
        MigrationWorld left = world.on(world.disk.killed());
        assertThat(left.state()).isInstanceOf(StoreState.InDirectory.class);
        left.disk.rename(STORE, "taken-away");
        assertThat(left.state()).isInstanceOf(StoreState.Lost.class);
        return left;
    }

    @Test
    void putting_back_survives_every_crash_and_is_told_as_done() throws Exception {
        survives(
                "putting back",
                RecoveryCrashTest::lost,
                MigrationWorld::recover,
                (world, where) -> {
                    assertThat(world.disk.text(FILE)).as(where).isEqualTo(SOURCE);
                    assertThat(world.log.words())
                            .as(where)
                            .contains("store.migrate done restore")
                            .doesNotContain("store.migrate overtaken restore");
                });
    }
}
