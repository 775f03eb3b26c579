package dev.sessionwatchdog.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Real processes on a real disk: four writers are stopped, continued and killed, at chosen points
/// and at any time, and breakers take any lease away at any moment. A referee who believes none of
/// them reads what is on the disk (S1).
///
/// The profile `hunt` breaks 2,000 leases.
@EnabledOnOs(OS.LINUX)
class LeaseNemesisTest {

    private static final boolean HUNT = Boolean.getBoolean("hunt");
    private static final long SEED = Long.getLong("seed", 20261121);

    @TempDir Path top;

    @Test
    void no_commit_lands_after_a_break() throws Exception {
        try (Nemesis nemesis = new Nemesis(top, "fenced", SEED)) {
            Nemesis.Tally tally = nemesis.run(Integer.getInteger("breaks", HUNT ? 2_000 : 200));
            System.out.println("lease nemesis, fenced: " + tally);
            assertThat(tally.committed()).isGreaterThan(tally.breaks() / 2);
            assertThat(tally.late()).isZero();
            assertThat(tally.lost()).isZero();
            assertThat(tally.unordered()).isZero();
        }
    }

    /// The referee is no use unless it finds what a fence prevents.
    @Test
    void the_same_test_finds_late_commits_where_there_is_no_fence() throws Exception {
        try (Nemesis nemesis = new Nemesis(top, "unfenced", SEED)) {
            Nemesis.Tally tally = nemesis.run(Integer.getInteger("breaks", HUNT ? 400 : 80));
            System.out.println("lease nemesis, fence switched off: " + tally);
            assertThat(tally.late() + tally.lost() + tally.unordered()).isPositive();
        }
    }
}
