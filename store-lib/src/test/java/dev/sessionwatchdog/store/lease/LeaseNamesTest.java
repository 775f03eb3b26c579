package dev.sessionwatchdog.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Name;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names and records on disk are claims of strangers until they are proven to be in our grammar
/// (S9, S15).
class LeaseNamesTest {

    private static final OwnerId OWNER = new OwnerId("0123456789abcdef");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "free",
                ".free",
                "01.free",
                "-1.free",
                "+1.free",
                "1.free.",
                "1.Free",
                "1.free.0123456789abcdef",
                "1.held",
                "1.held.",
                "1.held.0123456789abcde",
                "1.held.0123456789abcdef0",
                "1.held.0123456789ABCDEF",
                "1.held.0123456789abcdef.x",
                "1.broken.ä123456789abcdef",
                "1 .held.0123456789abcdef",
                "1\n.free",
                "1234567890123456789.free",
            })
    void is_no_token(String name) {
        assertThat(Token.parse(new Name(name))).isEmpty();
    }

    @Property
    void a_tokens_name_says_what_it_is(
            @ForAll @LongRange(max = 999_999_999_999_999_999L) long generation,
            @ForAll long random) {
        OwnerId owner = OwnerId.fresh(() -> random);
        for (Token token :
                new Token[] {
                    new Token.Free(generation),
                    new Token.Held(generation, owner),
                    new Token.Broken(generation, owner)
                }) {
            assertThat(Token.parse(token.name())).contains(token);
        }
    }

    @Test
    void the_directory_of_a_lease_is_the_sha_256_of_the_whole_entry_name() {
        assertThat(LeasePlaces.hash(new Name("abc")))
                .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void a_declared_silence_is_read_from_its_own_owners_file_only() {
        Name ours = LeaseFiles.hold(OWNER, Duration.ofMillis(1_500));
        assertThat(LeaseFiles.declaredHold(OWNER, ours)).contains(Duration.ofMillis(1_500));
        OwnerId other = new OwnerId("fedcba9876543210");
        assertThat(LeaseFiles.declaredHold(other, ours)).isEmpty();
        for (String odd : new String[] {"", "0", "01", "-1", "1x", "1234567890123456789"}) {
            assertThat(LeaseFiles.declaredHold(OWNER, new Name(OWNER + ".hold." + odd))).isEmpty();
        }
    }

    private static OwnerRecord record() {
        return new OwnerRecord(
                OWNER,
                Optional.of(LeasePlaces.hash(new Name("e.json"))),
                new ProcessIdentity(7, 8, "boot", 9, 10, "host", "/bin/java"),
                LeaseTerms.DEFAULT,
                "write e.json",
                "2026-06-01T08:00:00Z");
    }

    @Test
    void a_record_is_read_as_it_was_written() {
        assertThat(OwnerRecord.parse(OWNER, record().json())).contains(record());
        assertThat(new String(record().json(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"v\":1,\"owner\":\"0123456789abcdef\",\"lease\":\""
                                + LeasePlaces.hash(new Name("e.json"))
                                + "\",\"pid\":7,\"starttime\":8,"
                                + "\"boot\":\"boot\",\"pidns\":9,\"timens\":10,\"host\":\"host\","
                                + "\"argv0\":\"/bin/java\",\"ttl_ms\":15000,\"beat_ms\":3000,"
                                + "\"renew_deadline_ms\":10000,\"max_hold_ms\":300000,"
                                + "\"purpose\":\"write e.json\","
                                + "\"created\":\"2026-06-01T08:00:00Z\"}");
    }

    private static Optional<OwnerRecord> parsed(String from, String to) {
        String json = new String(record().json(), StandardCharsets.UTF_8);
        assertThat(json).contains(from);
        return OwnerRecord.parse(OWNER, json.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_record_that_nobody_could_keep_is_unreadable() {
        assertThat(parsed("\"v\":1", "\"v\":2")).isEmpty();
        assertThat(parsed("\"ttl_ms\":15000", "\"ttl_ms\":9000")).isEmpty();
        assertThat(parsed("\"ttl_ms\":15000", "\"ttl_ms\":-1")).isEmpty();
        assertThat(parsed("\"ttl_ms\":15000", "\"ttl_ms\":1e99")).isEmpty();
        assertThat(parsed("\"ttl_ms\":15000", "\"ttl_ms\":9223372036854775807")).isEmpty();
        assertThat(parsed("\"beat_ms\":3000", "\"beat_ms\":0")).isEmpty();
        assertThat(parsed("\"pid\":7", "\"pid\":7,\"pid\":8")).isEmpty();
        assertThat(parsed("\"pid\":7", "\"pid\":\"x\"")).isEmpty();
        assertThat(parsed("}", "} {}")).isEmpty();
        assertThat(parsed("0123456789abcdef", "fedcba9876543210")).isEmpty();
        assertThat(parsed("\"pid\":7", "\"more\":[{\"a\":1}],\"pid\":7")).isPresent();
    }

    @Property(tries = 2_000)
    void no_bytes_are_more_than_unreadable(
            @ForAll @Size(max = 300) byte[] noise, @ForAll int where, @ForAll byte by) {
        assertThat(OwnerRecord.parse(OWNER, noise)).isEmpty();
        byte[] damaged = record().json();
        damaged[Math.floorMod(where, damaged.length)] = by;
        OwnerRecord.parse(OWNER, damaged).ifPresent(it -> assertThat(it.owner()).isEqualTo(OWNER));
    }
}
