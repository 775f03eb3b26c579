package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.LockPayload.Empty;
import dev.sessionwatchdog.observation.LockPayload.Unparsable;
import dev.sessionwatchdog.observation.LockPayload.Written;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/// A lock is written by strangers: no bytes at all may do more than be refused.
class LockPayloadPropertyTest {

    private static final List<String> REAL = LockPayloadUpstreamTest.locks();

    @Property(tries = 5_000)
    void no_bytes_get_past_the_bounds(@ForAll @Size(max = 200) byte[] raw) {
        check(LockPayload.parse(raw));
    }

    @Property(tries = 10_000)
    void no_text_made_of_json_gets_past_the_bounds(@ForAll("jsonish") String text) {
        check(LockPayloadTest.parse(text));
    }

    @Property(tries = 5_000)
    void a_real_lock_that_was_damaged_is_never_read_as_more_than_it_claims(
            @ForAll @IntRange(max = 10_000) int which,
            @ForAll @IntRange(max = 10_000) int where,
            @ForAll byte by) {
        byte[] raw = UpstreamFiles.read(REAL.get(which % REAL.size()));
        raw[where % raw.length] = by;
        check(LockPayload.parse(raw));
    }

    @Property(tries = 1_000)
    void a_real_lock_that_was_cut_off_is_empty_or_unparsable(
            @ForAll @IntRange(max = 10_000) int which, @ForAll @IntRange(max = 10_000) int where) {
        byte[] raw = UpstreamFiles.read(REAL.get(which % REAL.size()));
        String text = new String(raw, StandardCharsets.UTF_8).strip();
        LockPayload seen = LockPayloadTest.parse(text.substring(0, where % text.length()));
        assertThat(seen).isInstanceOfAny(Empty.class, Unparsable.class);
    }

    @Property(tries = 2_000)
    void what_is_written_is_read_in_any_order_of_members(
            @ForAll @IntRange(min = 1) int pid,
            @ForAll @LongRange(max = 253_402_300_799_999L) long created,
            @ForAll @LongRange long start,
            @ForAll @LongRange(min = 1, max = 315_000_000_000L) long hold,
            @ForAll("orders") List<Integer> order) {
        Instant createdAt = Instant.ofEpochMilli(created);
        List<String> members =
                List.of(
                        "\"pid\": " + pid,
                        "\"createdAt\": \"" + createdAt + "\"",
                        "\"starttime\": " + start,
                        "\"maxHoldMs\": " + hold,
                        "\"x\": {\"pid\": [null, \"\u00e9\ud83d\ude00\"]}");
        String text = "{" + String.join(",\n", order.stream().map(members::get).toList()) + "}\n";
        assertThat(LockPayloadTest.parse(text))
                .isEqualTo(
                        new Written(
                                OptionalLong.of(pid),
                                Optional.of(createdAt),
                                OptionalLong.of(start),
                                Optional.of(Duration.ofMillis(hold)),
                                Optional.empty()));
    }

    @Provide
    Arbitrary<List<Integer>> orders() {
        return Arbitraries.shuffle(0, 1, 2, 3, 4);
    }

    @Provide
    Arbitrary<String> jsonish() {
        Arbitrary<String> pieces =
                Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"",
                        "\\",
                        "\"pid\":",
                        "\"createdAt\":",
                        "\"starttime\":",
                        "\"maxHoldMs\":",
                        "\"lease\":{",
                        "\"ttlMs\":",
                        "\"heartbeatMs\":",
                        "7",
                        "-",
                        "1e400",
                        "99999999999999999999",
                        "null",
                        "true",
                        "\"2026-11-21T02:55:18.347Z\"",
                        "\"9999-99-99T99:99:99Z\"",
                        " ",
                        "\n",
                        "\0",
                        "\ufeff",
                        "\\u0000",
                        "\ud800",
                        "//");
        Arbitrary<String> loose = pieces.list().ofMaxSize(12).map(parts -> String.join("", parts));
        return Combinators.combine(loose, Arbitraries.of("", "{"), Arbitraries.of("", "}"))
                .as((inner, before, after) -> before + inner + after);
    }

    private static void check(LockPayload seen) {
        switch (seen) {
            case Empty _ -> {}
            case Unparsable(String why) -> assertThat(why).hasSizeBetween(1, 60);
            case Written lock -> {
                lock.pid()
                        .ifPresent(pid -> assertThat(pid).isBetween(1L, (long) Integer.MAX_VALUE));
                lock.startTicks().ifPresent(start -> assertThat(start).isNotNegative());
                Duration hold = lock.maxHold().orElse(Duration.ofMillis(1));
                assertThat(hold).isPositive().isLessThan(Duration.ofDays(3_654));
                assertThat(lock.createdAt().orElse(Instant.EPOCH).plus(hold).plus(hold))
                        .isAfter(Instant.MIN);
                lock.lease()
                        .ifPresent(lease -> {
                            assertThat(lease.beat()).isPositive().isLessThan(lease.term());
                            assertThat(lease.term())
                                    .isBetween(Duration.ofSeconds(1), Duration.ofDays(1));
                        });
            }
        }
    }
}
