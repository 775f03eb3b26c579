package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.TempFamily.Home;
import dev.sessionwatchdog.observation.TempFamily.Worth;
import dev.sessionwatchdog.store.root.Name;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every family of `facts/upstream.md` b.1 by real names.
class TempFamilyTest {

    static final String UUID = "a7a17c4a-688b-41a1-b4f1-a4e2d099365b";
    static final String SID = "b77519c3-131e-4121-a60b-16609bea5380";
    static final String HASH = "0123456789abcdef".repeat(4);
    private static final String ARCHIVE = SID + ".jsonl.deleted.2026-11-21T03-24-14.494Z";

    /// A real name, its family, its home, its worth, its target (empty: not told), its pid (0:
    /// none), and its shape.
    record Real(
            String name,
            TempFamily family,
            Home home,
            Worth worth,
            String target,
            long pid,
            String shape) {}

    static final Real[] REAL = {
        new Real(
                "sessions.json." + UUID + ".tmp",
                TempFamily.INDEX,
                Home.SESSIONS,
                Worth.SUPERSEDED_BY_JSON,
                "sessions.json",
                0,
                "sessions.json.<uuid>.tmp"),
        new Real(
                "sessions.json.9b78127e-8ccf-49a3-a67a-b424d67926ce.tmp",
                TempFamily.INDEX,
                Home.SESSIONS,
                Worth.SUPERSEDED_BY_JSON,
                "sessions.json",
                0,
                "sessions.json.<uuid>.tmp"),
        new Real(
                "sessions.json.25856.786b0ae7-1991-45e3-8889-145f12059976.tmp",
                TempFamily.INDEX,
                Home.SESSIONS,
                Worth.SUPERSEDED_BY_JSON,
                "sessions.json",
                25856,
                "sessions.json.<pid>.<uuid>.tmp"),
        new Real(
                "sessions.json.4194304." + UUID + ".tmp",
                TempFamily.INDEX,
                Home.SESSIONS,
                Worth.SUPERSEDED_BY_JSON,
                "sessions.json",
                4194304,
                "sessions.json.<pid>.<uuid>.tmp"),
        new Real(
                ".fs-safe-replace.25440.935afdfc-6618-4a7b-bb75-a147ec054c5e.tmp",
                TempFamily.FS_SAFE_REPLACE,
                Home.SESSIONS,
                Worth.TARGET_UNKNOWN,
                "",
                25440,
                ".fs-safe-replace.<pid>.<uuid>.tmp"),
        new Real(
                SID + ".jsonl.repair-4711-1795231454494.tmp",
                TempFamily.TRANSCRIPT_REPAIR,
                Home.SESSIONS,
                Worth.BESIDE_ITS_TARGET,
                SID + ".jsonl",
                4711,
                "<session>.jsonl.repair-<pid>-<ms>.tmp"),
        new Real(
                SID + ".jsonl.repair.4711." + UUID + ".tmp",
                TempFamily.TRANSCRIPT_REPAIR,
                Home.SESSIONS,
                Worth.BESIDE_ITS_TARGET,
                SID + ".jsonl",
                4711,
                "<session>.jsonl.repair.<pid>.<uuid>.tmp"),
        new Real(
                SID + ".jsonl.compact." + UUID + ".tmp",
                TempFamily.TRANSCRIPT_COMPACT,
                Home.SESSIONS,
                Worth.BESIDE_ITS_TARGET,
                SID + ".jsonl",
                0,
                "<session>.jsonl.compact.<uuid>.tmp"),
        new Real(
                SID + ".jsonl.bak-4711-1795231454494",
                TempFamily.TRANSCRIPT_BACKUP,
                Home.SESSIONS,
                Worth.MAY_BE_THE_ONLY_COPY,
                "",
                4711,
                "<session>.jsonl.bak-<pid>-<ms>"),
        new Real(
                ".usage-cost-cache.4711." + UUID + ".tmp",
                TempFamily.USAGE_CACHE,
                Home.SESSIONS,
                Worth.SUPERSEDED_BY_JSON,
                ".usage-cost-cache.json",
                4711,
                ".usage-cost-cache.<pid>.<uuid>.tmp"),
        new Real(
                ".usage-cost-cache.json.lock.4711.123456789012345.tmp",
                TempFamily.USAGE_LOCK_SOURCE,
                Home.SESSIONS,
                Worth.TARGET_UNKNOWN,
                "",
                4711,
                ".usage-cost-cache.json.lock.<pid>.<hrtime>.tmp"),
        new Real(
                ARCHIVE + "." + UUID + ".tmp",
                TempFamily.ARCHIVE,
                Home.SESSIONS,
                Worth.BESIDE_ITS_TARGET,
                ARCHIVE,
                0,
                "<session>.jsonl.deleted.<time>.<uuid>.tmp"),
        new Real(
                ARCHIVE + ".zst." + UUID + ".tmp",
                TempFamily.ARCHIVE,
                Home.SESSIONS,
                Worth.BESIDE_ITS_TARGET,
                ARCHIVE + ".zst",
                0,
                "<session>.jsonl.deleted.<time>.zst.<uuid>.tmp"),
        new Real(
                ".fs-safe-" + UUID + ".tmp",
                TempFamily.FS_SAFE,
                Home.SESSIONS,
                Worth.TARGET_UNKNOWN,
                "",
                0,
                ".fs-safe-<uuid>.tmp"),
        new Real(
                ".fs-safe-4711-" + UUID + ".tmp",
                TempFamily.FS_SAFE,
                Home.SESSIONS,
                Worth.TARGET_UNKNOWN,
                "",
                4711,
                ".fs-safe-<pid>-<uuid>.tmp"),
        new Real(
                ".fs-safe-stream.4711." + UUID + ".tmp",
                TempFamily.FS_SAFE_STREAM,
                Home.SESSIONS,
                Worth.TARGET_UNKNOWN,
                "",
                4711,
                ".fs-safe-stream.<pid>.<uuid>.tmp"),
        new Real(
                ".openclaw-trajectory-.4711." + UUID + ".tmp",
                TempFamily.TRAJECTORY,
                Home.SESSIONS,
                Worth.TARGET_UNKNOWN,
                "",
                4711,
                ".openclaw-trajectory-.<pid>.<uuid>.tmp"),
        new Real(
                ".fs-safe-output-a1B2.part",
                TempFamily.FS_SAFE_OUTPUT,
                Home.SESSIONS,
                Worth.TARGET_UNKNOWN,
                "",
                0,
                ".fs-safe-output-<name>.part"),
        new Real(
                ".fs-safe-move-4711-" + UUID + ".tmp",
                TempFamily.FS_SAFE_MOVE,
                Home.SESSIONS,
                Worth.MAY_BE_THE_ONLY_COPY,
                "",
                4711,
                ".fs-safe-move-<pid>-<uuid>.tmp"),
        new Real(
                ".fs-safe-create-" + UUID,
                TempFamily.FS_SAFE_CREATE,
                Home.SESSIONS,
                Worth.MAY_BE_THE_ONLY_COPY,
                "",
                0,
                ".fs-safe-create-<uuid>"),
        new Real(
                ".fs-safe-dir-backup-" + UUID,
                TempFamily.FS_SAFE_DIRECTORY_BACKUP,
                Home.SESSIONS,
                Worth.MAY_BE_THE_ONLY_COPY,
                "",
                0,
                ".fs-safe-dir-backup-<name>"),
        new Real(
                HASH + ".txt.4711." + UUID + ".tmp",
                TempFamily.PROMPT,
                Home.PROMPTS,
                Worth.SUPERSEDED_BY_OWN_HASH,
                HASH + ".txt",
                4711,
                "<hash>.txt.<pid>.<uuid>.tmp"),
        new Real(
                UUID + ".tmp",
                TempFamily.COLD_STAGE,
                Home.COLD,
                Worth.MAY_BE_THE_ONLY_COPY,
                "",
                0,
                "<uuid>.tmp"),
        new Real(
                UUID + ".tmp.zst",
                TempFamily.COLD_STAGE,
                Home.COLD,
                Worth.MAY_BE_THE_ONLY_COPY,
                "",
                0,
                "<uuid>.tmp.zst"),
    };

    @ParameterizedTest
    @FieldSource("REAL")
    void a_real_name_is_recognised_with_all_that_it_says(Real real) {
        assertThat(TempFamily.recognise(new Name(real.name), real.home))
                .hasValueSatisfying(temp -> {
                    assertThat(temp.name().value()).isEqualTo(real.name);
                    assertThat(temp.family()).isEqualTo(real.family);
                    assertThat(temp.family().home()).isEqualTo(real.home);
                    assertThat(temp.family().worth()).isEqualTo(real.worth);
                    assertThat(temp.target().map(Name::value).orElse("")).isEqualTo(real.target);
                    assertThat(temp.pid())
                            .isEqualTo(
                                    real.pid == 0
                                            ? OptionalLong.empty()
                                            : OptionalLong.of(real.pid));
                    assertThat(temp.shape()).isEqualTo(real.shape);
                });
    }

    @Test
    void every_family_has_a_real_name_here() {
        assertThat(Arrays.stream(REAL).map(Real::family)).contains(TempFamily.values());
    }

    @ParameterizedTest
    @FieldSource("REAL")
    void a_real_name_means_nothing_in_another_kind_of_directory(Real real) {
        for (Home home : Home.values()) {
            if (home != real.home) {
                assertThat(TempFamily.recognise(new Name(real.name), home))
                        .as("%s", home)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("REAL")
    void a_uuid_counts_in_upper_case_too_and_the_rest_of_the_name_does_not(Real real) {
        String upper = real.name.replace(UUID, UUID.toUpperCase(Locale.ROOT));
        assertThat(TempFamily.recognise(new Name(upper), real.home).map(TempName::family))
                .contains(real.family);
        String shout = real.name.replace("sessions.json", "Sessions.json").replace(".tmp", ".TMP");
        if (!shout.equals(real.name)) {
            assertThat(TempFamily.recognise(new Name(shout), real.home)).isEmpty();
        }
    }
}
