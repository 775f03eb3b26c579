package dev.sessionwatchdog.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config.TmpAction;
import dev.sessionwatchdog.finding.Evidence;
import dev.sessionwatchdog.finding.TempFinding;
import dev.sessionwatchdog.finding.TempFinding.Fate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What policy says about every finding, for every configured action, with and without permission.
class TempPolicyTest {

    private static TempFinding.Orphan orphan(Fate fate) {
        return new TempFinding.Orphan(Evidence.orphan().look(), fate, false, List.of());
    }

    private static String words(Decision decision) {
        return switch (decision) {
            case Decision.Reap reap -> "reap " + reap.disposal();
            case Decision.Abstain abstain -> abstain.verdict() + " " + abstain.reason();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, SUPERSEDED, reap DELETE",
        "AUTO, DOUBTFUL, reap QUARANTINE",
        "QUARANTINE, SUPERSEDED, reap QUARANTINE",
        "QUARANTINE, DOUBTFUL, reap QUARANTINE",
        "DELETE, SUPERSEDED, reap DELETE",
        "DELETE, DOUBTFUL, reap DELETE",
        "REPORT, SUPERSEDED, REPORT tmp.action: report",
        "REPORT, DOUBTFUL, REPORT tmp.action: report",
    })
    void with_permission_an_orphan_goes_as_configured(
            TmpAction action, Fate fate, String expected) {
        TempFinding.Orphan orphan = orphan(fate);
        Decision decision = new TempPolicy(action, new Permission.Granted()).decide(orphan);
        assertThat(words(decision)).isEqualTo(expected);
        assertThat(decision.finding()).isSameAs(orphan);
    }

    @ParameterizedTest
    @EnumSource
    void without_permission_an_orphan_is_only_reported(TmpAction action) {
        TempPolicy policy = new TempPolicy(action, new Permission.Withheld("mode: observe"));
        for (Fate fate : Fate.values()) {
            assertThat(words(policy.decide(orphan(fate)))).isEqualTo("REPORT mode: observe");
        }
    }

    static Stream<Arguments> noOrphans() {
        var seen = Evidence.orphan().seen();
        return Stream.of(
                Arguments.of(new TempFinding.Waiting(seen, List.of()), "WAIT not-yet"),
                Arguments.of(
                        new TempFinding.Kept(seen, "open-handle", List.of()), "KEEP open-handle"),
                Arguments.of(
                        new TempFinding.Refused(seen, "symlink", List.of()), "REFUSE symlink"));
    }

    @ParameterizedTest
    @MethodSource("noOrphans")
    void what_is_no_orphan_is_left_alone_whatever_is_configured(
            TempFinding finding, String expected) {
        for (TmpAction action : TmpAction.values()) {
            for (Permission permission :
                    List.of(new Permission.Granted(), new Permission.Withheld("paused"))) {
                Decision decision = new TempPolicy(action, permission).decide(finding);
                assertThat(words(decision)).isEqualTo(expected);
                assertThat(decision.finding()).isSameAs(finding);
            }
        }
    }
}
