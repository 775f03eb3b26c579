package dev.sessionwatchdog.era;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole truth table of eras, and the scenarios that concern them.
class EraTest {

    private static StoreEvidence evidence(int bits) {
        return new StoreEvidence(
                (bits & 1) != 0,
                (bits & 2) != 0,
                (bits & 4) != 0,
                (bits & 8) != 0,
                (bits & 16) != 0,
                (bits & 32) != 0,
                (bits & 64) != 0,
                (bits & 128) != 0);
    }

    private static StoreEvidence seen(String signs) {
        return new StoreEvidence(
                signs.contains("index"),
                signs.contains("entries"),
                signs.contains("manifest"),
                signs.contains("archive"),
                signs.contains("runs"),
                signs.contains("database"),
                signs.contains("transcripts"),
                signs.contains("configured"));
    }

    @Test
    void every_combination_of_signs_has_the_era_that_the_rules_give_it() {
        Map<Era, Integer> counts = new EnumMap<>(Era.class);
        for (int bits = 0; bits < 256; bits++) {
            StoreEvidence seen = evidence(bits);
            Era era = Era.of(seen);
            counts.merge(era, 1, Integer::sum);
            assertThat(era).as("%s", seen).isEqualTo(bySigns(seen));
        }
        assertThat(counts).containsOnlyKeys(Era.values());
    }

    /// The same rules, told the other way round: one condition for each era.
    private static Era bySigns(StoreEvidence seen) {
        boolean imported = seen.importArchive() || seen.migrationRuns();
        boolean live = seen.index() || seen.transcripts();
        Map<Era, Boolean> holds = new EnumMap<>(Era.class);
        holds.put(Era.UPGRADING, imported && live);
        holds.put(
                Era.SQLITE,
                (imported && !live)
                        || (!imported
                                && !live
                                && !seen.entriesDirectory()
                                && seen.agentDatabase()));
        holds.put(Era.MIXED, !imported && seen.index() && seen.entriesDirectory());
        holds.put(Era.SINGLE_FILE, !imported && seen.index() && !seen.entriesDirectory());
        holds.put(
                Era.DIRECTORY,
                !imported
                        && !seen.index()
                        && seen.entriesDirectory()
                        && (seen.entriesManifest() || seen.configuredDirectory()));
        long matching = holds.values().stream().filter(it -> it).count();
        assertThat(matching).as("%s", seen).isLessThanOrEqualTo(1);
        return holds.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(Era.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "'index', SINGLE_FILE",
        "'index transcripts database', SINGLE_FILE",
        "'index configured', SINGLE_FILE",
        "'entries manifest', DIRECTORY",
        "'entries configured', DIRECTORY",
        "'entries', UNKNOWN",
        "'entries database', UNKNOWN",
        "'index entries', MIXED",
        "'index entries manifest configured', MIXED",
        "'', UNKNOWN",
        "'transcripts', UNKNOWN",
        "'transcripts database', UNKNOWN",
        "'database', SQLITE",
        "'archive', SQLITE",
        "'runs', SQLITE",
        "'archive runs database', SQLITE",
        "'archive index', UPGRADING",
        "'runs transcripts', UPGRADING",
        "'runs index transcripts database', UPGRADING",
    })
    void signs_tell_the_era(String signs, Era era) {
        assertThat(Era.of(seen(signs))).isEqualTo(era);
    }

    @Test
    void s50_a_database_beside_an_index_decides_nothing() {
        assertThat(Era.of(seen("index database"))).isEqualTo(Era.SINGLE_FILE);
    }

    @Test
    void s51_only_archives_left_beside_a_database_is_the_sqlite_era() {
        assertThat(Era.of(seen("archive database"))).isEqualTo(Era.SQLITE);
    }

    @Test
    void s52_an_import_beside_what_it_should_have_imported_is_not_over() {
        assertThat(Era.of(seen("runs index"))).isEqualTo(Era.UPGRADING);
        assertThat(Era.of(seen("runs transcripts"))).isEqualTo(Era.UPGRADING);
    }

    @Test
    void only_the_eras_that_lie_in_files_are_ours() {
        assertThat(Arrays.stream(Era.values()).filter(Era::ours))
                .containsExactly(Era.SINGLE_FILE, Era.DIRECTORY);
    }

    @Test
    void an_era_is_one_word_in_events() {
        assertThat(Arrays.stream(Era.values()).map(Era::word))
                .containsExactly(
                        "single-file", "directory", "sqlite", "upgrading", "mixed", "unknown");
    }
}
