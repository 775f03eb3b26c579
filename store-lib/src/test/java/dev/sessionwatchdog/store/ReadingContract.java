package dev.sessionwatchdog.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.Oddity.Kind;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.migration.ManifestSeal;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every store that is read promises, on whatever root.
abstract class ReadingContract extends StoreFixture {

    final SessionStore directory() throws IOException {
        if (!world().exists(STORE)) {
            world().mkdir(STORE);
        }
        OpenedStore opened = SessionStore.open(world().root(), SESSIONS, SMALL, LeaseSource.none());
        assertThat(opened).isInstanceOf(OpenedStore.InDirectory.class);
        return ((OpenedStore.InDirectory) opened).store();
    }

    final SingleFileStore singleFile(String content) throws IOException {
        write(SESSIONS + "/sessions.json", content);
        OpenedStore opened = SessionStore.open(world().root(), SESSIONS, SMALL, LeaseSource.none());
        assertThat(opened).isInstanceOf(OpenedStore.InSingleFile.class);
        return ((OpenedStore.InSingleFile) opened).store();
    }

    @Test
    void reads_an_entry_byte_for_byte_and_an_absent_one_as_absent() throws IOException {
        String odd = " {\"a\":1.50,\"a\":\"\\u0061\"}\r\n";
        try (SessionStore store = directory()) {
            write(MAIN_FILE, odd);
            assertThat(store.read(MAIN)).map(Entry::text).contains(odd);
            assertThat(store.read(new SessionKey("AGENT:main:Main"))).isPresent();
            assertThat(store.read(new SessionKey("agent:main:other"))).isEmpty();
        }
    }

    @Test
    void lists_the_sessions_and_names_what_is_odd_and_goes_on() throws IOException {
        write(SESSIONS + "/elsewhere.json", "{}");
        try (SessionStore store = directory()) {
            write(IN + "a.json", "{\"n\":1}");
            write(IN + "b.json", "{\"n\":2}");
            write(IN + "torn.json", "{\"n\":");
            write(IN + "empty.json", "");
            write(IN + ".hidden.json", "{}");
            write(IN + "big.json", "[" + " ".repeat(999) + "]");
            write(IN + "A.json", "{}");
            write(IN + "a.json.tmp", "{}");
            world().symlink(IN + "link.json", "../elsewhere.json");
            write(IN + "one.json", "{}");
            world().hardLink(IN + "one.json", IN + "two.json");
            world().mkdir(IN + "directory.json/x");
            world().mkdir(IN + "removed.json");
            world().mkdir(IN + ".leases");
            world().mkdir(IN + "conflict");
            List<Listed> all = all(store);
            assertThat(sessions(all)).isEqualTo(Map.of("a", "{\"n\":1}", "b", "{\"n\":2}"));
            assertThat(odd(all))
                    .isEqualTo(
                            Map.of(
                                    "torn.json", Kind.TORN,
                                    "empty.json", Kind.TORN,
                                    ".hidden.json", Kind.HIDDEN,
                                    "big.json", Kind.OVERSIZED,
                                    "A.json", Kind.FOREIGN_NAME,
                                    "a.json.tmp", Kind.FOREIGN_NAME,
                                    "link.json", Kind.LINKED,
                                    "one.json", Kind.LINKED,
                                    "two.json", Kind.LINKED,
                                    "directory.json", Kind.NOT_A_FILE));
        }
    }

    @Test
    void an_odd_entry_is_no_absent_entry() throws IOException {
        try (SessionStore store = directory()) {
            write(MAIN_FILE, "{\"cut");
            assertThatThrownBy(() -> store.read(MAIN))
                    .isInstanceOfSatisfying(
                            OddEntryException.class,
                            it -> assertThat(it.oddity().kind()).isEqualTo(Kind.TORN))
                    .hasMessageContaining("agent%3Amain%3Amain.json")
                    .hasMessageNotContaining("cut");
        }
    }

    @Test
    void a_listing_ends_where_it_is_told_to_and_says_so() throws IOException {
        try (SessionStore store = directory()) {
            write(IN + "a.json", "1");
            write(IN + "b.json", "2");
            assertThat(store.list(_ -> true)).isEqualTo(new Listing(2, 0, 0, Listing.End.WHOLE));
            assertThat(store.list(_ -> false)).isEqualTo(new Listing(1, 0, 0, Listing.End.STOPPED));
        }
        StoreLimits one = new StoreLimits(1_000, 1, 10_000);
        StoreSettings settings = new StoreSettings(Layout.ENTRIES_ENCODED, one, false);
        OpenedStore opened =
                SessionStore.open(world().root(), SESSIONS, settings, LeaseSource.none());
        try (SessionStore store = ((OpenedStore.InDirectory) opened).store()) {
            assertThat(store.list(_ -> true))
                    .isEqualTo(new Listing(1, 0, 0, Listing.End.LIMIT_REACHED));
        }
    }

    @Test
    void what_a_visitor_throws_comes_out() throws IOException {
        try (SessionStore store = directory()) {
            write(IN + "a.json", "1");
            assertThatThrownBy(() ->
                            store.list(_ -> {
                                throw new IOException("enough");
                            }))
                    .hasMessage("enough");
        }
    }

    @Test
    void the_key_of_a_cut_name_comes_from_its_record() throws IOException {
        SessionKey key = new SessionKey("k".repeat(300));
        String name = SMALL.layout().name(key).value();
        try (SessionStore store = directory()) {
            write(IN + name, "{\"long\":true}");
            assertThat(store.read(key)).isPresent();
            assertThat(odd(all(store))).isEqualTo(Map.of(name, Kind.KEY_UNKNOWN));
            world().mkdir(IN + ".keys");
            write(IN + ".keys/" + name, "k".repeat(301));
            assertThat(odd(all(store))).isEqualTo(Map.of(name, Kind.KEY_UNKNOWN));
            write(IN + ".keys/" + name, "k".repeat(300));
            assertThat(sessions(all(store))).containsOnlyKeys(key.value());
        }
    }

    @Test
    void a_single_file_is_read_and_listed() throws IOException {
        try (SingleFileStore store = singleFile("{\"B\":{\"n\":1.0},\"b\": [\"é\"] }")) {
            assertThat(store.read(new SessionKey("B"))).map(Entry::text).contains("{\"n\":1.0}");
            assertThat(store.read(new SessionKey("x"))).isEmpty();
            List<Listed> all = new ArrayList<>();
            assertThat(store.list(all::add)).isEqualTo(new Listing(2, 0, 0, Listing.End.WHOLE));
            assertThat(sessions(all)).isEqualTo(Map.of("B", "{\"n\":1.0}", "b", "[\"é\"]"));
        }
    }

    @Test
    void a_torn_single_file_is_not_an_empty_store() throws IOException {
        try (SingleFileStore store = singleFile("{\"b\":1,")) {
            assertThatThrownBy(() -> store.read(new SessionKey("x")))
                    .isInstanceOf(OddEntryException.class);
            assertThatThrownBy(() -> store.list(_ -> true)).isInstanceOf(OddEntryException.class);
        }
    }

    @Test
    void an_oversized_value_of_a_single_file_is_named_and_the_others_are_shown()
            throws IOException {
        try (SingleFileStore store = singleFile("{\"a\":[" + " ".repeat(1_000) + "],\"b\":1}")) {
            List<Listed> all = new ArrayList<>();
            store.list(all::add);
            assertThat(odd(all)).isEqualTo(Map.of("a", Kind.OVERSIZED));
            assertThat(sessions(all)).isEqualTo(Map.of("b", "1"));
        }
    }

    @Test
    void nothing_there_is_no_store() throws IOException {
        assertThat(SessionStore.open(world().root(), SESSIONS, SMALL, LeaseSource.none()))
                .isEqualTo(new OpenedStore.None());
    }

    @Test
    void beside_a_single_file_only_a_valid_manifest_makes_a_directory_the_store()
            throws IOException {
        write(SESSIONS + "/sessions.json", "{}");
        world().mkdir(STORE);
        byte[] manifest = ManifestSeal.seal("{\"v\":1".getBytes(StandardCharsets.UTF_8));
        assertThat(opened(SMALL)).isInstanceOf(OpenedStore.InSingleFile.class);
        write(IN + ".manifest.json", "{\"v\":1}");
        assertThat(opened(SMALL)).isInstanceOf(OpenedStore.InSingleFile.class);
        world().file(IN + ".manifest.json", manifest);
        assertThat(opened(SMALL)).isInstanceOf(OpenedStore.InDirectory.class);
        manifest[5] = '2';
        world().file(IN + ".manifest.json", manifest);
        assertThat(opened(SMALL)).isInstanceOf(OpenedStore.InSingleFile.class);
        StoreSettings read = new StoreSettings(SMALL.layout(), SMALL.limits(), true);
        assertThat(opened(read)).isInstanceOf(OpenedStore.InDirectory.class);
    }

    private OpenedStore opened(StoreSettings settings) throws IOException {
        OpenedStore opened =
                SessionStore.open(world().root(), SESSIONS, settings, LeaseSource.none());
        switch (opened) {
            case OpenedStore.InDirectory(SessionStore store) -> store.close();
            case OpenedStore.InSingleFile(SingleFileStore store) -> store.close();
            case OpenedStore.None _ -> {}
        }
        return opened;
    }

    @Test
    void a_store_that_is_a_link_or_another_kind_of_thing_is_refused() throws IOException {
        world().mkdir("elsewhere");
        world().symlink(SESSIONS + "/sessions.d", "../../../elsewhere");
        assertThatThrownBy(() -> opened(SMALL)).isInstanceOf(RefusedException.class);
        world().remove(SESSIONS + "/sessions.d");
        world().mkdir(SESSIONS + "/sessions.json");
        assertThatThrownBy(() -> opened(SMALL)).isInstanceOf(RefusedException.class);
    }
}
