package dev.sessionwatchdog.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every store that is written promises, on whatever root.
abstract class WritingContract extends StoreFixture {

    private static final SessionKey OTHER = new SessionKey("agent:main:other");
    private static final Entry ONE = Entry.of("{\"n\":1.0}");
    private static final Entry TWO = Entry.of("{\"n\":2}\n");
    private static final Duration LONG = Duration.ofSeconds(20);

    private SessionStore store() throws IOException {
        return store(world().root(), LONG);
    }

    private SessionStore store(Root root, Duration patience) throws IOException {
        return SessionStore.create(root, SESSIONS, SMALL, world().leases(patience));
    }

    private static long fence(Update update) {
        return switch (update) {
            case Update.Written(long fence) -> fence;
            case Update.Removed(long fence) -> fence;
            default -> throw new AssertionError("nothing was changed: " + update);
        };
    }

    private String text(String path) throws IOException {
        return new String(world().bytes(path), StandardCharsets.UTF_8);
    }

    private Map<String, Identity> identities() throws IOException {
        Map<String, Identity> all = new TreeMap<>();
        try (Directory entries = world().root().open(SESSIONS.child("sessions.d"))) {
            entries.list((name, _) -> {
                if (!name.value().startsWith(".")) {
                    all.put(name.value(), identity(entries, name));
                }
                return true;
            });
        }
        return all;
    }

    private static Identity identity(Directory directory, Name name) {
        try {
            return directory.look(name).orElseThrow().identity();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void an_entry_is_written_privately_byte_for_byte_under_a_growing_number() throws Exception {
        try (SessionStore store = store()) {
            long first = fence(store.put(MAIN, ONE));
            assertThat(text(MAIN_FILE)).isEqualTo(ONE.text());
            assertThat(world().mode(MAIN_FILE)).isEqualTo(0600);
            long second = fence(store.update(MAIN, _ -> Optional.of(TWO)));
            assertThat(store.read(MAIN)).contains(TWO);
            assertThat(fence(store.remove(MAIN))).isGreaterThan(second);
            assertThat(second).isGreaterThan(first);
            assertThat(store.read(MAIN)).isEmpty();
            assertThat(world().exists(MAIN_FILE)).isFalse();
            assertThat(fence(store.put(MAIN, ONE))).isGreaterThan(second);
            assertThat(world().mode(STORE)).isEqualTo(0700);
        }
    }

    @Test
    void what_is_not_changed_is_not_written() throws Exception {
        try (SessionStore store = store()) {
            store.put(MAIN, ONE);
            Map<String, Identity> before = identities();
            assertThat(store.update(MAIN, entry -> entry)).isEqualTo(new Update.Unchanged());
            assertThat(store.put(MAIN, Entry.of(ONE.text()))).isEqualTo(new Update.Unchanged());
            assertThat(store.remove(OTHER)).isEqualTo(new Update.Unchanged());
            assertThat(identities()).isEqualTo(before);
        }
    }

    @Test
    void an_update_sees_what_is_there_and_may_remove_it() throws Exception {
        try (SessionStore store = store()) {
            store.update(
                    MAIN,
                    entry -> {
                        assertThat(entry).isEmpty();
                        return Optional.of(ONE);
                    });
            assertThat(
                            store.update(
                                    MAIN,
                                    entry -> {
                                        assertThat(entry).contains(ONE);
                                        return Optional.empty();
                                    }))
                    .isInstanceOf(Update.Removed.class);
            assertThat(store.read(MAIN)).isEmpty();
        }
    }

    @Test
    void changing_all_writes_only_what_was_changed() throws Exception {
        try (SessionStore store = store()) {
            for (int i = 0; i < 20; i++) {
                store.put(new SessionKey("k" + i), Entry.of("{\"n\":" + i + "}"));
            }
            write(IN + "torn.json", "{");
            Map<String, Identity> before = identities();
            BulkUpdate bulk =
                    store.updateAll((key, entry) -> {
                        if (key.value().equals("k7")) {
                            return Optional.empty();
                        }
                        boolean wanted = key.value().endsWith("3");
                        return Optional.of(wanted ? Entry.of("{\"changed\":true}") : entry);
                    });
            assertThat(bulk.updates()).hasSize(3);
            assertThat(bulk.updates().get(new SessionKey("k7"))).isInstanceOf(Update.Removed.class);
            assertThat(bulk.updates().get(new SessionKey("k3"))).isInstanceOf(Update.Written.class);
            assertThat(bulk.odd()).extracting(Listed.Odd::name).containsExactly("torn.json");
            assertThat(bulk.failed()).isEmpty();
            Map<String, Identity> after = identities();
            assertThat(after).doesNotContainKey("k7.json");
            before.forEach((name, identity) -> {
                if (!name.equals("k7.json")) {
                    boolean same = identity.equals(after.get(name));
                    assertThat(same).as(name).isEqualTo(!name.matches("k1?3\\.json"));
                }
            });
            assertThat(store.read(new SessionKey("k13")))
                    .map(Entry::text)
                    .contains("{\"changed\":true}");
        }
    }

    @Test
    void a_torn_entry_is_left_alone_by_an_update_and_replaced_by_a_put() throws Exception {
        try (SessionStore store = store()) {
            write(MAIN_FILE, "{\"n\":");
            assertThatThrownBy(() -> store.update(MAIN, _ -> Optional.of(ONE)))
                    .isInstanceOf(OddEntryException.class);
            assertThat(text(MAIN_FILE)).isEqualTo("{\"n\":");
            assertThat(store.put(MAIN, ONE)).isInstanceOf(Update.Written.class);
            write(MAIN_FILE, "");
            assertThat(store.remove(MAIN)).isInstanceOf(Update.Removed.class);
            assertThat(world().exists(MAIN_FILE)).isFalse();
        }
    }

    @Test
    void a_link_at_an_entrys_name_is_refused_and_what_it_leads_to_is_untouched() throws Exception {
        try (SessionStore store = store()) {
            write("outside", "{}");
            world().symlink(MAIN_FILE, "../../../../outside");
            assertThatThrownBy(() -> store.put(MAIN, ONE)).isInstanceOf(OddEntryException.class);
            assertThatThrownBy(() -> store.remove(MAIN)).isInstanceOf(OddEntryException.class);
            assertThat(text("outside")).isEqualTo("{}");
            assertThat(world().exists(MAIN_FILE)).isTrue();
        }
    }

    @Test
    void the_record_of_a_long_key_stays_and_tells_the_key() throws Exception {
        SessionKey key = new SessionKey("agent:main:" + "x".repeat(300));
        String record = IN + ".keys/" + SMALL.layout().name(key);
        try (SessionStore store = store()) {
            store.put(key, ONE);
            assertThat(sessions(all(store))).containsOnlyKeys(key.value());
            assertThat(world().mode(record)).isEqualTo(0600);
            store.remove(key);
            assertThat(world().exists(record)).isTrue();
            write(record, "torn");
            store.put(key, TWO);
            assertThat(sessions(all(store))).isEqualTo(Map.of(key.value(), TWO.text()));
        }
    }

    @Test
    void an_entry_beyond_the_limit_is_refused_and_nothing_changes() throws Exception {
        try (SessionStore store = store()) {
            store.put(MAIN, ONE);
            Entry big = Entry.of("[" + " ".repeat(999) + "]");
            assertThatThrownBy(() -> store.put(MAIN, big)).hasMessageContaining("limit is 1000");
            assertThat(store.read(MAIN)).contains(ONE);
            assertThat(store.put(MAIN, TWO)).isInstanceOf(Update.Written.class);
        }
    }

    @Test
    void a_vanished_directory_is_made_again_and_the_write_done() throws Exception {
        SessionKey longKey = new SessionKey("y".repeat(300));
        try (SessionStore store = store()) {
            store.put(MAIN, ONE);
            world().remove(STORE);
            assertThatThrownBy(() -> store.read(MAIN)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> store.list(_ -> true)).isInstanceOf(NoSuchFileException.class);
            assertThat(store.put(longKey, TWO)).isInstanceOf(Update.Written.class);
            assertThat(sessions(all(store))).isEqualTo(Map.of(longKey.value(), TWO.text()));
            boolean[] once = {true};
            Update update =
                    store.update(
                            MAIN,
                            entry -> {
                                if (once[0]) {
                                    once[0] = false;
                                    vanish();
                                }
                                return Optional.of(ONE);
                            });
            assertThat(update).isInstanceOf(Update.Written.class);
            assertThat(sessions(all(store))).isEqualTo(Map.of(MAIN.value(), ONE.text()));
        }
    }

    private void vanish() {
        try {
            world().remove(STORE);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void a_store_that_was_rolled_back_is_not_written_any_more() throws Exception {
        try (SessionStore store = store()) {
            store.put(MAIN, ONE);
            vanish();
            write(SESSIONS + "/sessions.json", "{}");
            assertThatThrownBy(() -> store.read(MAIN)).isInstanceOf(StoreMovedException.class);
            assertThatThrownBy(() -> store.list(_ -> true)).isInstanceOf(StoreMovedException.class);
            assertThatThrownBy(() -> store.put(MAIN, TWO)).isInstanceOf(StoreMovedException.class);
            assertThat(world().exists(STORE)).isFalse();
            assertThatThrownBy(() -> store()).isInstanceOf(FileAlreadyExistsException.class);
            world().mkdir(STORE);
            assertThatThrownBy(() -> store.put(MAIN, TWO)).isInstanceOf(StoreMovedException.class);
            assertThat(world().exists(MAIN_FILE)).isFalse();
        }
    }

    @Test
    void writing_one_session_never_waits_for_a_writer_of_another() throws Exception {
        try (SessionStore store = store();
                Root otherRoot = world().otherRoot();
                SessionStore other = store(otherRoot, Duration.ZERO)) {
            other.put(new SessionKey("warm"), ONE);
            store.update(
                    MAIN,
                    _ -> {
                        assertThat(putNow(other, OTHER)).isInstanceOf(Update.Written.class);
                        assertThat(putNow(other, MAIN)).isInstanceOf(Update.Busy.class);
                        return Optional.of(ONE);
                    });
            assertThat(store.read(MAIN)).contains(ONE);
            assertThat(store.read(OTHER)).contains(TWO);
        }
    }

    /// One try, or two where the first one makes the lease.
    private static Update putNow(SessionStore store, SessionKey key) {
        try {
            Update first = store.put(key, TWO);
            return first instanceof Update.Busy ? store.put(key, TWO) : first;
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void a_change_that_fails_gives_the_right_to_write_back() throws Exception {
        try (SessionStore store = store()) {
            assertThatThrownBy(() ->
                            store.update(
                                    MAIN,
                                    _ -> {
                                        throw new IllegalStateException("no");
                                    }))
                    .hasMessage("no");
            assertThat(store.put(MAIN, ONE)).isInstanceOf(Update.Written.class);
        }
    }

    @Test
    void a_store_opened_for_reading_is_not_written() throws Exception {
        store().close();
        try (SessionStore store =
                SessionStore.create(world().root(), SESSIONS, SMALL, LeaseSource.none())) {
            assertThatThrownBy(() -> store.put(MAIN, ONE))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(world().exists(IN + ".leases")).isFalse();
        }
    }
}
