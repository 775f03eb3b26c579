package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether a file is whole; damage counts only when two looks found it (S33-S36).
class HealthProbeTest {

    private static final Name INDEX = new Name("sessions.json");
    private static final String PATH = "store/sessions.json";

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedDisk disk = new SimulatedDisk(time);
    private final HealthProbe probe = new HealthProbe(1 << 20);

    HealthProbeTest() {
        disk.mkdirs("store");
    }

    /// One look of its own.
    private Health look() throws IOException {
        probe.beginLook();
        return again();
    }

    private Health again() throws IOException {
        try (SimulatedRoot root = SimulatedRoot.open(disk);
                Directory store = root.open(Place.of("store"))) {
            return probe.jsonObject(store, INDEX);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {\n} \n",
                "{\"a\":{\"b\":[1,2.5e10,null,true,\"\\u0000\\\"\"]},\"a\":1}",
                "{\"\u00e9\u4e2d\":\"\ud83d\ude00\"}"
            })
    void one_whole_object_is_good(String content) throws IOException {
        disk.file(PATH, content);
        assertThat(look())
                .isInstanceOfSatisfying(
                        Health.Good.class,
                        good ->
                                assertThat(good.facts().size())
                                        .isEqualTo(
                                                content.getBytes(StandardCharsets.UTF_8).length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "[]",
                "null",
                "1",
                "\"{}\"",
                "{",
                "{\"a\":",
                "{\"a\":\"tor",
                "{\"a\":1",
                "{\"a\":[1,2}",
                "{}{}",
                "{} x",
                "{}\0",
                "{\"a\":1}\0\0\0\0",
                "\0\0\0\0",
                "\0{}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":1,}",
                "{} // remark",
                "\ufeff{}"
            })
    void anything_else_is_damaged_in_two_looks_and_in_doubt_in_one(String content)
            throws IOException {
        disk.file(PATH, content);
        assertThat(look()).isInstanceOf(Health.SeenDamagedOnce.class);
        assertThat(again()).isInstanceOf(Health.SeenDamagedOnce.class);
        assertThat(look()).isInstanceOf(Health.Damaged.class);
        assertThat(again()).isInstanceOf(Health.Damaged.class);
    }

    @Test
    void text_in_two_byte_units_is_not_what_a_gateway_reads() throws IOException {
        disk.file(PATH, "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE));
        look();
        assertThat(look()).isInstanceOf(Health.Damaged.class);
        disk.file(PATH, "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE));
        look();
        assertThat(look()).isInstanceOf(Health.Damaged.class);
    }

    @Test
    void damage_never_quotes_what_was_read() throws IOException {
        disk.file(PATH, "{\"token\":\"hunter2\" oops");
        look();
        assertThat(look().words())
                .doesNotContain("hunter2", "oops", "token")
                .containsPattern("not JSON at character [1-9]");
    }

    @Test
    void s36_an_index_replaced_between_two_looks_was_never_damaged() throws IOException {
        disk.file(PATH, "{\"a\":");
        assertThat(look()).isInstanceOf(Health.SeenDamagedOnce.class);
        disk.file(PATH, "{\"a\":1}");
        assertThat(look()).isInstanceOf(Health.Good.class);
        disk.file(PATH, "{\"a\":2");
        assertThat(look()).isInstanceOf(Health.SeenDamagedOnce.class);
        disk.file(PATH, "{\"a\":23");
        assertThat(look()).isInstanceOf(Health.SeenDamagedOnce.class);
    }

    @Test
    void what_changes_while_it_is_read_cannot_be_told() throws IOException {
        disk.file(PATH, "{\"a\":1}");
        disk.before(call -> {
            if (call.name().equals("read")) {
                disk.before(_ -> {});
                disk.file(PATH, "{\"a\":12}");
            }
        });
        assertThat(look()).isInstanceOf(Health.CannotTell.class);
        assertThat(look()).isInstanceOf(Health.Good.class);
    }

    @Test
    void what_is_replaced_while_it_is_read_cannot_be_told() throws IOException {
        disk.file(PATH, "{\"a\":1}");
        disk.file("store/new", "{");
        disk.before(call -> {
            if (call.name().equals("read")) {
                disk.before(_ -> {});
                disk.rename("store/new", PATH);
            }
        });
        assertThat(look()).isInstanceOf(Health.CannotTell.class);
        assertThat(look()).isInstanceOf(Health.SeenDamagedOnce.class);
    }

    @Test
    void what_cannot_be_read_cannot_be_told() throws IOException {
        disk.file(PATH, "{}");
        disk.before(call -> {
            if (call.name().equals("read")) {
                throw new IOException("Input/output error");
            }
        });
        look();
        assertThat(look()).isInstanceOf(Health.CannotTell.class);
    }

    @Test
    void missing_is_missing_in_two_looks() throws IOException {
        assertThat(look()).isInstanceOf(Health.SeenDamagedOnce.class);
        assertThat(again()).isInstanceOf(Health.SeenDamagedOnce.class);
        assertThat(look()).isEqualTo(new Health.Missing());
        disk.file(PATH, "{}");
        assertThat(look()).isInstanceOf(Health.Good.class);
        disk.remove(PATH);
        assertThat(look()).isInstanceOf(Health.SeenDamagedOnce.class);
    }

    @Test
    void what_is_no_file_of_its_own_cannot_be_told() throws IOException {
        disk.mkdirs(PATH);
        assertThat(look()).isInstanceOf(Health.CannotTell.class);
        disk.remove(PATH);
        disk.file("store/other", "{}");
        disk.symlink(PATH, "other");
        assertThat(look()).isInstanceOf(Health.CannotTell.class);
        disk.remove(PATH);
        disk.link("store/other", PATH);
        assertThat(look()).isInstanceOf(Health.CannotTell.class);
        disk.remove(PATH);
        disk.fifo(PATH);
        assertThat(look()).isInstanceOf(Health.CannotTell.class);
    }

    @Test
    void what_is_too_large_or_too_deep_is_not_judged() throws IOException {
        disk.file(PATH, "{\"a\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThat(look()).isInstanceOf(Health.CannotTell.class);
        disk.file(PATH, "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        look();
        assertThat(look()).isInstanceOf(Health.CannotTell.class);
    }

    @Test
    void an_answer_is_remembered_for_as_long_as_the_file_stays_the_same() throws IOException {
        disk.file(PATH, "{}");
        look();
        int[] reads = {0};
        disk.before(call -> reads[0] += call.name().equals("read") ? 1 : 0);
        look();
        look();
        assertThat(reads[0]).isZero();
        time.advance(Duration.ofSeconds(1));
        disk.file(PATH, "{ }");
        look();
        assertThat(reads[0]).isPositive();
    }

    @Test
    void a_prompt_is_whole_when_its_content_has_the_hash_in_its_name() throws Exception {
        byte[] content = "be nice".getBytes(StandardCharsets.UTF_8);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        disk.file("store/" + hash + ".txt", content);
        disk.file("store/" + "0".repeat(64) + ".txt", content);
        try (SimulatedRoot root = SimulatedRoot.open(disk);
                Directory store = root.open(Place.of("store"))) {
            probe.beginLook();
            assertThat(probe.ownHash(store, new Name(hash + ".txt")))
                    .isInstanceOf(Health.Good.class);
            Name wrong = new Name("0".repeat(64) + ".txt");
            probe.ownHash(store, wrong);
            probe.beginLook();
            assertThat(probe.ownHash(store, wrong)).isInstanceOf(Health.Damaged.class);
        }
    }

    /// The heap of the tests is larger than this file, so the garbage is what tells.
    @Test
    void a_long_text_in_a_file_is_read_without_being_kept(@TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("sessions.json");
        byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        int megabytes = 48;
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("{\"a\":\"".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < megabytes; i++) {
                out.write(block);
            }
            out.write("\"}".getBytes(StandardCharsets.UTF_8));
        }
        HealthProbe large = new HealthProbe(1L << 30);
        large.beginLook();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Root root = LocalRoot.open(directory, LocalRoot.Natives.AUTO);
                Directory store = root.open(Place.TOP)) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(large.jsonObject(store, INDEX)).isInstanceOf(Health.Good.class);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .isLessThan((megabytes << 20) / 4);
        }
    }

    @Test
    void of_as_many_stores_as_are_expected_nothing_is_read_twice() throws IOException {
        int stores = 3_000;
        for (int i = 0; i < stores; i++) {
            disk.mkdirs("many/" + i);
            disk.file("many/" + i + "/sessions.json", "{}");
        }
        AtomicInteger reads = new AtomicInteger();
        disk.before(operation -> {
            if (operation.name().equals("pin")) {
                reads.incrementAndGet();
            }
        });
        probe.expect(stores);
        lookAtAll(stores);
        assertThat(reads).hasValue(stores);
        lookAtAll(stores);
        assertThat(reads).as("in the second look").hasValue(stores);
    }

    private void lookAtAll(int stores) throws IOException {
        probe.beginLook();
        try (SimulatedRoot root = SimulatedRoot.open(disk)) {
            for (int i = 0; i < stores; i++) {
                try (Directory store = root.open(Place.of("many/" + i))) {
                    assertThat(probe.ends(store, INDEX)).isInstanceOf(Health.Good.class);
                }
            }
        }
    }
}
