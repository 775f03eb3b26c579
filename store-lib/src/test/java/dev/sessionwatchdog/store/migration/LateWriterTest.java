package dev.sessionwatchdog.store.migration;

import static dev.sessionwatchdog.store.migration.MigrationWorld.ALL;
import static dev.sessionwatchdog.store.migration.MigrationWorld.FILE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.HOME;
import static dev.sessionwatchdog.store.migration.MigrationWorld.LOCK;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SESSIONS;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SOURCE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.sim.Changes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Somebody writes or appears while a store is migrated (S13; `facts/scenarios.md` S60).
class LateWriterTest {

    private static final String CHANGED = "{\"written\":\"late\"}";
    private static final String LATE =
            SOURCE.replace(ALL.get("agent:main:main"), CHANGED)
                    .replaceFirst("\\{", "{\"new:key\":[true],");
    private static final Map<String, String> LATE_SESSIONS = lateSessions();

    private static Map<String, String> lateSessions() {
        Map<String, String> sessions = new TreeMap<>(ALL);
        sessions.put("agent:main:main", CHANGED);
        sessions.put("new:key", "[true]");
        return sessions;
    }

    private interface Writer {
        void write(MigrationWorld world) throws IOException;
    }

    @Test
    void what_is_written_by_rename_at_any_moment_is_noticed_and_not_lost() throws IOException {
        atAnyMoment(
                "rename",
                world -> {
                    world.disk.file(SESSIONS + "/sessions.json.1.tmp", LATE);
                    world.disk.rename(SESSIONS + "/sessions.json.1.tmp", FILE);
                });
    }

    @Test
    void what_is_written_in_place_at_any_moment_is_noticed_and_not_lost() throws IOException {
        atAnyMoment("in place", world -> world.disk.file(FILE, LATE));
    }

    /// As gateways do in the single-file era: twice, once more after it was moved away.
    @Test
    void a_writer_that_writes_again_and_again_loses_nothing() throws IOException {
        atAnyMoment(
                "again and again",
                world -> {
                    world.disk.file(FILE, LATE);
                    int[] left = {3};
                    world.disk.before(_ -> {
                        if (left[0] > 0 && !world.disk.exists(FILE)) {
                            left[0]--;
                            world.disk.file(FILE, LATE);
                        }
                    });
                });
    }

    private void atAnyMoment(String how, Writer writer) throws IOException {
        int overtaken = 0;
        int moment = 1;
        for (boolean written = true; written; moment++) {
            MigrationWorld world = MigrationWorld.fresh();
            int at = moment;
            int[] calls = {0};
            boolean[] done = {false};
            world.disk.before(_ -> {
                if (++calls[0] == at) {
                    done[0] = true;
                    world.disk.before(_ -> {});
                    world.time.advance(Duration.ofMillis(5));
                    writer.write(world);
                }
            });
            MigrationOutcome outcome = world.run();
            String where = how + ", before call " + at + ": " + outcome;
            written = done[0];
            overtaken += outcome instanceof MigrationOutcome.Migrated ? 0 : 1;
            if (written) {
                nothingIsLost(world, where);
            }
        }
        System.out.printf(
                "late writer, %s: %d moments, %d noticed before the end%n",
                how, moment - 2, overtaken);
        assertThat(overtaken).isPositive();
    }

    private static void nothingIsLost(MigrationWorld world, String where) throws IOException {
        for (int tries = 0; tries < 5 && world.state().unfinished(); tries++) {
            world.recover();
        }
        world.disk.before(_ -> {});
        assertThat(world.recover()).as(where).isNotInstanceOf(MigrationOutcome.Failed.class);
        assertThat(world.run())
                .as(where)
                .isInstanceOfAny(
                        MigrationOutcome.Migrated.class, MigrationOutcome.NothingToDo.class);
        assertThat(world.everything()).as(where).isEqualTo(world.told(LATE_SESSIONS));
        assertThat(world.disk.exists(FILE)).as(where).isFalse();
        assertThat(world.log.open()).as(where).isEmpty();
    }

    @Test
    void a_gateway_that_starts_before_the_commit_ends_it_without_a_trace() throws IOException {
        for (MigrationGuard.Step step :
                new MigrationGuard.Step[] {MigrationGuard.Step.STAGE, MigrationGuard.Step.COMMIT}) {
            MigrationWorld world = MigrationWorld.fresh();
            world.object(step, "a gateway was started");
            MigrationOutcome outcome = world.run();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            MigrationOutcome.Overtaken.class,
                            it -> assertThat(it.found()).isEqualTo("a gateway was started"));
            assertThat(world.disk.text(FILE)).isEqualTo(SOURCE);
            assertThat(world.disk.names(SESSIONS.toString()))
                    .containsOnly(new Name("sessions.json"));
            assertThat(world.state()).isEqualTo(new StoreState.InSingleFile());
            world.objectNoMore();
            assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
        }
    }

    @Test
    void a_gateway_that_starts_after_the_commit_leaves_the_directory_in_force() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.object(MigrationGuard.Step.RETIRE, "a gateway was started");
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Overtaken.class);
        assertThat(world.state()).isInstanceOf(StoreState.RetireLeft.class);
        assertThat(world.disk.text(FILE)).isEqualTo(SOURCE);
        world.holdsEverything("committed");
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.Overtaken.class);
        world.objectNoMore();
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.Migrated.class);
        assertThat(world.disk.exists(FILE)).isFalse();
    }

    @Test
    void a_directory_that_appears_in_the_last_moment_is_never_replaced() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.disk.before(call -> {
            boolean commit =
                    call.name().equals("rename")
                            && call.path().startsWith(HOME + "/migrate")
                            && call.path().endsWith("/sessions.d");
            if (commit) {
                world.disk.mkdirs(STORE);
            }
        });
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Overtaken.class);
        world.disk.before(_ -> {});
        assertThat(world.disk.names(STORE)).isEmpty();
        assertThat(world.state()).isEqualTo(new StoreState.ForeignDirectory());
        assertThat(world.found()).isEqualTo(ALL);
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.NothingToDo.class);
    }

    @Test
    void a_lock_that_is_there_stops_it_and_one_of_ours_is_gone_afterwards() throws IOException {
        MigrationWorld world = MigrationWorld.fresh().with(Layout.ENTRIES_ENCODED, false, true);
        world.disk.file(LOCK, "{\"pid\":1}");
        assertThat(world.migration().plan().obstacles()).hasSize(1);
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Overtaken.class);
        assertThat(world.disk.text(LOCK)).isEqualTo("{\"pid\":1}");
        assertThat(world.disk.text(FILE)).isEqualTo(SOURCE);
        world.disk.remove(LOCK);
        boolean[] held = {false};
        world.disk.before(call -> {
            if (call.name().equals("rename") && call.path().equals(FILE)) {
                held[0] = world.disk.exists(LOCK);
            }
        });
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
        assertThat(held[0]).isTrue();
        assertThat(world.disk.exists(LOCK)).isFalse();
    }

    /// A leaked lock costs one look in each sweep, not a copy of the store.
    @Test
    void under_a_lock_that_is_there_nothing_is_copied() throws IOException {
        MigrationWorld world = MigrationWorld.fresh().with(Layout.ENTRIES_ENCODED, false, true);
        world.disk.file(LOCK, "{\"pid\":1}");
        var before = world.disk.paths();
        Changes.failAt(world.disk, 1, new IOException("something was changed"));
        MigrationOutcome outcome = world.run();
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MigrationOutcome.Overtaken.class,
                        it -> assertThat(it.state()).isEqualTo(new StoreState.InSingleFile()));
        assertThat(world.disk.paths()).isEqualTo(before);
        assertThat(world.log.words()).isEmpty();
    }

    /// What is told is how the store was left, or whoever asks takes it for unfinished.
    @Test
    void whoever_stops_a_migration_late_leaves_the_state_that_is_told() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.object(MigrationGuard.Step.COMMIT, "a gateway was started");
        assertThat(world.run())
                .isEqualTo(
                        new MigrationOutcome.Overtaken(
                                "a gateway was started", new StoreState.InSingleFile()));
        assertThat(world.state()).isEqualTo(new StoreState.InSingleFile());
    }

    /// Else a gateway that starts while the file is read once more would be noticed too late.
    @Test
    void nothing_is_read_or_written_between_the_guard_and_the_act() throws IOException {
        for (MigrationGuard.Step step :
                new MigrationGuard.Step[] {
                    MigrationGuard.Step.COMMIT, MigrationGuard.Step.RETIRE
                }) {
            MigrationWorld world = MigrationWorld.fresh().with(Layout.ENTRIES_ENCODED, false, true);
            List<String> between = new ArrayList<>();
            boolean[] asked = {false};
            world.onQuestion(it -> asked[0] |= it == step);
            world.disk.before(call -> {
                if (asked[0]) {
                    between.add(call.name());
                    asked[0] = !call.name().equals("rename");
                }
            });
            assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
            assertThat(between).as("%s", step).contains("rename").doesNotContain("read", "sync");
            assertThat(between).as("%s", step).hasSizeLessThan(6);
        }
    }

    @Test
    void a_lock_that_is_taken_away_ends_it_before_the_commit() throws IOException {
        MigrationWorld world = MigrationWorld.fresh().with(Layout.ENTRIES_ENCODED, false, true);
        boolean[] seen = {false};
        world.disk.before(call -> {
            if (!seen[0]
                    && call.name().equals("look")
                    && call.path().equals(LOCK)
                    && world.disk.exists(LOCK)) {
                seen[0] = true;
                world.disk.remove(LOCK);
                world.disk.file(LOCK, "{\"pid\":2}");
            }
        });
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Overtaken.class);
        assertThat(seen[0]).isTrue();
        assertThat(world.disk.text(LOCK)).isEqualTo("{\"pid\":2}");
        assertThat(world.disk.exists(STORE)).isFalse();
    }
}
