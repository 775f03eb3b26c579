package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.LockPayload.Empty;
import dev.sessionwatchdog.observation.LockPayload.Lease;
import dev.sessionwatchdog.observation.LockPayload.Unparsable;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.store.lease.LeasedLockFile;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a lock's content claims (S14, S15).
class LockPayloadTest {

    private static final Written NOTHING_KNOWN =
            new Written(
                    OptionalLong.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty());

    static LockPayload parse(String text) {
        return LockPayload.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Written written(String text) {
        LockPayload seen = parse(text);
        assertThat(seen).isInstanceOf(Written.class);
        return (Written) seen;
    }

    @Test
    void a_lock_of_the_library_is_one_that_promises_to_beat(@TempDir Path temp) throws IOException {
        Name name = new Name("s.jsonl.lock");
        try (Root root = LocalRoot.open(temp, LocalRoot.Natives.AUTO);
                Directory top = root.open(Place.TOP);
                LeasedLockFile _ =
                        LeasedLockFile.take(
                                        top, name, new SystemTime(), LeasedLockFile.Promise.DEFAULT)
                                .orElseThrow()) {
            Written lock = written(Files.readString(temp.resolve(name.value())));
            assertThat(lock.pid()).hasValue(ProcessHandle.current().pid());
            assertThat(lock.createdAt()).isPresent();
            assertThat(lock.startTicks()).isPresent();
            assertThat(lock.maxHold()).contains(Duration.ofMinutes(5));
            assertThat(lock.lease())
                    .contains(new Lease(Duration.ofSeconds(15), Duration.ofSeconds(5)));
            assertThat(lock.keptOpen()).isFalse();
        }
    }

    @Test
    void every_variant_of_the_payload_is_read() {
        OptionalLong pid = OptionalLong.of(20984);
        Optional<Instant> created = Optional.of(Instant.parse("2026-11-21T02:55:18.347Z"));
        OptionalLong start = OptionalLong.of(77788);
        assertThat(
                        parse(
                                """
                                {
                                  "pid": 20984,
                                  "createdAt": "2026-11-21T02:55:18.347Z",
                                  "maxHoldMs": 1020000,
                                  "starttime": 77788
                                }
                                """))
                .isEqualTo(
                        new Written(
                                pid,
                                created,
                                start,
                                Optional.of(Duration.ofMinutes(17)),
                                Optional.empty()));
        assertThat(
                        parse(
                                "{\"starttime\":77788,\"createdAt\":\"2026-11-21T02:55:18.347Z\",\"pid\":20984}"))
                .isEqualTo(new Written(pid, created, start, Optional.empty(), Optional.empty()));
        assertThat(parse("{\"pid\":20984,\"createdAt\":\"2026-11-21T02:55:18.347Z\"}"))
                .isEqualTo(
                        new Written(
                                pid,
                                created,
                                OptionalLong.empty(),
                                Optional.empty(),
                                Optional.empty()));
        assertThat(parse("{\"pid\":20984,\"starttime\":null,\"other\":{\"pid\":[1]}}"))
                .isEqualTo(
                        new Written(
                                pid,
                                Optional.empty(),
                                OptionalLong.empty(),
                                Optional.empty(),
                                Optional.empty()));
        assertThat(parse("{}")).isEqualTo(NOTHING_KNOWN);
    }

    @Test
    void a_proof_of_ownership_in_white_space_may_follow() {
        String token = "\n" + "\t".repeat(8) + " \t".repeat(64) + "\n";
        assertThat(written("{\"pid\":7}" + token).pid()).hasValue(7);
        assertThat(written(" \r\n{\"pid\":7}\n" + token).pid()).hasValue(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "-0",
                "1.0",
                "1e3",
                "\"7\"",
                "null",
                "true",
                "[7]",
                "{\"pid\":7}",
                "2147483648",
                "9223372036854775807",
                "9223372036854775808",
                "123456789012345678901234567890"
            })
    void what_is_no_process_id_counts_as_missing(String value) {
        assertThat(parse("{\"pid\":" + value + "}")).isEqualTo(NOTHING_KNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"yesterday\"",
                "1795230179519",
                "null",
                "\"2026-11-21\"",
                "\"2026-11-21T02:55:18.347\"",
                "\"2026-11-21 02:55:18Z\"",
                "\"2026-13-21T02:55:18Z\"",
                "\"2026-02-30T02:55:18Z\"",
                "\"2026-11-21T25:00:00Z\"",
                "\"+1000000-01-01T00:00:00Z\"",
                "\"-000001-01-01T00:00:00Z\"",
                "\"2026-11-21T02:55:18+99:99\"",
                "\" 2026-11-21T02:55:18Z\"",
                "\"2026-11-21T02:55:18Z\\n\"",
                "[\"2026-11-21T02:55:18Z\"]"
            })
    void what_is_no_time_counts_as_missing(String value) {
        assertThat(parse("{\"createdAt\":" + value + "}")).isEqualTo(NOTHING_KNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T02:55:18Z, 2026-11-21T02:55:18Z",
        "2026-11-21T02:55:18.347Z, 2026-11-21T02:55:18.347Z",
        "2026-11-21T03:55:18.347+01:00, 2026-11-21T02:55:18.347Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
    })
    void a_time_is_read_in_every_form_of_rfc_3339(String claimed, Instant meant) {
        assertThat(written("{\"createdAt\":\"" + claimed + "\"}").createdAt()).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"1\"", "null", "9223372036854775808", "[]", "{}"})
    void what_is_no_start_time_counts_as_missing(String value) {
        assertThat(parse("{\"starttime\":" + value + "}")).isEqualTo(NOTHING_KNOWN);
    }

    @Test
    void a_process_may_have_started_at_tick_zero() {
        assertThat(written("{\"starttime\":0}").startTicks()).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-300000",
                "300000.5",
                "\"300000\"",
                "null",
                "{}",
                "315619200001",
                "9223372036854775807",
                "9223372036854775808"
            })
    void a_hold_of_nothing_or_of_more_than_ten_years_counts_as_missing(String value) {
        assertThat(parse("{\"maxHoldMs\":" + value + "}")).isEqualTo(NOTHING_KNOWN);
    }

    @Test
    void a_hold_of_years_is_read_as_claimed() {
        assertThat(written("{\"maxHoldMs\":315360000000}").maxHold())
                .contains(Duration.ofDays(3650));
    }

    @ParameterizedTest
    @CsvSource({"30000, 10000", "1000, 1", "1000, 999", "86400000, 86399999"})
    void a_lease_that_can_be_kept_is_read(long ttl, long heartbeat) {
        String lease = "{\"lease\":{\"ttlMs\":" + ttl + ",\"x\":{},\"heartbeatMs\":" + heartbeat;
        assertThat(written(lease + "}}").lease())
                .contains(new Lease(Duration.ofMillis(ttl), Duration.ofMillis(heartbeat)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "30000",
                "[30000,10000]",
                "{}",
                "{\"ttlMs\":30000}",
                "{\"heartbeatMs\":10000}",
                "{\"ttlMs\":999,\"heartbeatMs\":1}",
                "{\"ttlMs\":86400001,\"heartbeatMs\":1}",
                "{\"ttlMs\":30000,\"heartbeatMs\":30000}",
                "{\"ttlMs\":30000,\"heartbeatMs\":30001}",
                "{\"ttlMs\":30000,\"heartbeatMs\":0}",
                "{\"ttlMs\":\"30000\",\"heartbeatMs\":10000}",
                "{\"ttlMs\":{\"heartbeatMs\":1},\"heartbeatMs\":10000}",
                "{\"ttlMs\":1e5,\"heartbeatMs\":10000}"
            })
    void a_lease_that_cannot_be_kept_counts_as_missing(String value) {
        assertThat(parse("{\"lease\":" + value + "}")).isEqualTo(NOTHING_KNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", " \t\r\n \n"})
    void nothing_but_white_space_is_empty(String text) {
        assertThat(parse(text)).isEqualTo(new Empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"pid\"",
                "{\"pid\":",
                "{\"pid\":7",
                "{\"pid\":7,",
                "{\"pid\":7,}",
                "{\"createdAt\":\"2026-11",
                "{\"lease\":{\"ttlMs\":1",
                "[]",
                "[{\"pid\":7}]",
                "7",
                "null",
                "\"{}\"",
                "{}{}",
                "{\"pid\":7} x",
                "{\"pid\":7}]",
                "{\"pid\":7}\0",
                "\0",
                "\0\0\0\0",
                "\0{\"pid\":7}",
                "{\"pid\":7\0}",
                "{\"a\":\"\0\"}",
                "\ufeff{\"pid\":7}",
                "\ufeff",
                "\u00a0",
                "\u2028{}",
                "{'pid':7}",
                "{pid:7}",
                "{\"pid\":07}",
                "{\"pid\":+7}",
                "{\"pid\":0x7}",
                "{\"pid\":NaN}",
                "{\"pid\":7} // x",
                "{\"pid\":7,\"pid\":7}",
                "{\"pid\":7,\"pid\":8}",
                "{\"pid\":7,\"\\u0070id\":8}",
                "{\"x\":{\"y\":1,\"y\":2}}",
                "{\"lease\":{\"ttlMs\":30000,\"ttlMs\":30000,\"heartbeatMs\":1}}"
            })
    void what_is_not_one_json_object_is_unparsable(String text) {
        assertThat(parse(text)).isInstanceOf(Unparsable.class);
    }

    @Test
    void what_is_not_utf_8_is_unparsable() {
        String text = "{\"pid\":7}";
        assertThat(LockPayload.parse(text.getBytes(StandardCharsets.UTF_16LE)))
                .isInstanceOf(Unparsable.class);
        assertThat(LockPayload.parse(text.getBytes(StandardCharsets.UTF_16)))
                .isInstanceOf(Unparsable.class);
        for (int[] bad :
                new int[][] {{0xff}, {0xc0, 0xaf}, {0xed, 0xa0, 0x80}, {0xe2, 0x82}, {0x80}}) {
            byte[] raw = "{\"a\":\"____\"}".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bad.length; i++) {
                raw[6 + i] = (byte) bad[i];
            }
            assertThat(LockPayload.parse(raw)).isEqualTo(new Unparsable("not UTF-8"));
        }
    }

    @Test
    void bombs_are_unparsable() {
        assertThat(parse("{\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}"))
                .isInstanceOf(Unparsable.class);
        assertThat(parse("{\"a\":".repeat(10_000))).isInstanceOf(Unparsable.class);
        assertThat(parse("{\"pid\":" + "9".repeat(60_000) + "}")).isInstanceOf(Unparsable.class);
        assertThat(parse("{\"pid\":1e" + "9".repeat(60_000) + "}")).isInstanceOf(Unparsable.class);
        assertThat(parse("{\"" + "x".repeat(60_000) + "\":1}")).isInstanceOf(Unparsable.class);
        assertThat(parse("{\"createdAt\":\"" + "2".repeat(60_000) + "\"}"))
                .isInstanceOf(Unparsable.class);
    }

    @Test
    void a_lock_of_more_than_64_kib_is_not_even_read() {
        byte[] raw = new byte[LockPayload.MAX_BYTES + 1];
        Arrays.fill(raw, (byte) ' ');
        raw[0] = '{';
        raw[1] = '}';
        assertThat(LockPayload.parse(raw)).isInstanceOf(Unparsable.class);
        assertThat(LockPayload.parse(Arrays.copyOf(raw, LockPayload.MAX_BYTES)))
                .isEqualTo(NOTHING_KNOWN);
    }

    @Test
    void what_is_wrong_is_said_without_quoting_it() {
        assertThat(parse("{\"token\":\"hunter2\" oops"))
                .isEqualTo(new Unparsable("not JSON at character 19"));
        assertThat(parse("{\"hunter2\":1,\"hunter2\":2}").toString()).doesNotContain("hunter");
        assertThat(parse("hunter2").toString()).doesNotContain("hunter");
    }
}
