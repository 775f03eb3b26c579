package dev.sessionwatchdog.store.migration;

import static dev.sessionwatchdog.store.migration.MigrationWorld.FILE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SOURCE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What is never migrated, and is left as it is (`facts/scenarios.md` S55, S56, S62, S63).
class RefusalTest {

    private static void isRefused(Consumer<MigrationWorld> odd, String why) throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        odd.accept(world);
        var before = world.disk.paths();
        assertThat(world.migration().plan().obstacles()).as(why).isNotEmpty();
        assertThat(world.run())
                .as(why)
                .isInstanceOfSatisfying(
                        MigrationOutcome.Refused.class,
                        it -> assertThat(it.why()).singleElement().asString().contains(why));
        assertThat(world.recover())
                .as(why)
                .isInstanceOfAny(
                        MigrationOutcome.Refused.class, MigrationOutcome.NothingToDo.class);
        assertThat(world.disk.paths()).as(why).isEqualTo(before);
        assertThat(world.log.words()).as(why).isEmpty();
    }

    private static Consumer<MigrationWorld> text(String content) {
        return world -> world.disk.file(FILE, content);
    }

    @Test
    void what_is_no_store_is_left_alone() throws IOException {
        isRefused(text(""), "empty");
        isRefused(text("[]"), "not a JSON object");
        isRefused(text("null"), "not a JSON object");
        isRefused(text("{\"a\":{}"), "not JSON");
        isRefused(text("{\"a\":{}}\0"), "NUL");
        isRefused(text("{\"a\":1,\"b\":2,\"a\":3}"), "twice");
        isRefused(text("{\"a\":1}{}"), "follows its end");
        isRefused(world -> world.disk.file(FILE, new byte[] {'{', '"', (byte) 0xff}), "UTF-8");
    }

    @Test
    void what_is_beyond_the_limits_is_left_alone() throws IOException {
        isRefused(text("{\"a\":\"" + "x".repeat(1 << 20) + "\"}"), "limit");
        isRefused(text("{\"a\":\"" + "x".repeat(1 << 16) + "\"}"), "an entry has");
        StringBuilder many = new StringBuilder("{\"a\":1");
        for (int number = 0; number < 1_000; number++) {
            many.append(",\"").append(number).append("\":1");
        }
        isRefused(text(many + "}"), "more than 1000 sessions");
    }

    @Test
    void what_is_linked_or_not_ours_or_writable_by_others_is_left_alone() throws IOException {
        isRefused(
                world -> {
                    world.disk.file("elsewhere.json", SOURCE);
                    world.disk.remove(FILE);
                    world.disk.symlink(FILE, "/elsewhere.json");
                },
                "symlink");
        isRefused(world -> world.disk.link(FILE, "second.json"), "hard link");
        isRefused(world -> world.disk.setUid(FILE, 4711), "another user's");
        isRefused(world -> world.disk.setMode(FILE, 0620), "writable by others");
        isRefused(world -> world.disk.setMode(FILE, 0602), "writable by others");
        isRefused(world -> world.disk.symlink(STORE, "/elsewhere"), "symlink");
        isRefused(
                world -> {
                    world.disk.mkdirs(STORE);
                    world.disk.setUid(STORE, 4711);
                },
                "another user's");
        isRefused(
                world -> {
                    world.disk.mkdirs(STORE);
                    world.disk.setMode(STORE, 0770);
                },
                "writable by others");
    }

    @Test
    void a_linked_entry_stops_a_roll_back_before_anything_is_changed() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.run();
        String entry = STORE + "/agent%3Amain%3Amain.json";
        world.disk.rename(entry, "moved");
        world.disk.symlink(entry, "/moved");
        var before = world.disk.paths();
        assertThat(world.rollback())
                .isInstanceOfSatisfying(
                        MigrationOutcome.Refused.class,
                        it -> assertThat(it.why().toString()).contains("symlink"));
        assertThat(world.disk.paths()).isEqualTo(before);
    }

    @Test
    void keys_that_differ_in_case_are_two_entries_in_the_layout_that_keeps_case()
            throws IOException {
        MigrationWorld world = MigrationWorld.fresh().with(Layout.ENTRIES_EXACT, false, false);
        MigrationOutcome.Migrated done = (MigrationOutcome.Migrated) world.run();
        assertThat(done.counts().folded()).isEmpty();
        assertThat(world.found()).isEqualTo(MigrationWorld.ALL);
        assertThat(world.disk.names(STORE))
                .extracting(it -> it.value().toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates();
    }

    @Test
    void of_two_keys_that_fold_the_newest_wins_and_the_canonical_one_wins_ties()
            throws IOException {
        record Row(String first, String second, String winner) {}
        Row[] rows = {
            new Row("\"K\":{\"updatedAt\":1}", "\"k\":{\"updatedAt\":2}", "k"),
            new Row("\"k\":{\"updatedAt\":1}", "\"K\":{\"updatedAt\":2}", "K"),
            new Row("\"K\":{\"updatedAt\":2}", "\"k\":{\"updatedAt\":2,\"o\":1}", "k"),
            new Row("\"k\":{\"updatedAt\":2}", "\"K\":{\"updatedAt\":2,\"o\":1}", "k"),
            new Row("\"K\":{\"updatedAt\":1}", "\"k\":{}", "K"),
            new Row("\"k\":7", "\"K\":{\"updatedAt\":1}", "K"),
            new Row("\"K\":{\"updatedAt\":12345678901234567890}", "\"k\":{\"updatedAt\":9}", "K"),
        };
        for (Row row : rows) {
            MigrationWorld world = MigrationWorld.fresh("{" + row.first + "," + row.second + "}");
            MigrationOutcome.Migrated done = (MigrationOutcome.Migrated) world.run();
            assertThat(done.counts().folded())
                    .as("%s", row)
                    .singleElement()
                    .satisfies(it -> assertThat(it.winner()).isEqualTo(new SessionKey(row.winner)));
            assertThat(world.everything()).as("%s", row).hasSize(2);
        }
    }
}
