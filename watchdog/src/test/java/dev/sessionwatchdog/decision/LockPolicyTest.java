package dev.sessionwatchdog.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Decision.Verdict;
import dev.sessionwatchdog.finding.LockEvidence;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockFinding.Ground;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.sim.Configs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What policy says about each finding.
class LockPolicyTest {

    private static final LockLook LOOK = LockEvidence.orphan().look();
    private static final Permission GRANTED = new Permission.Granted();
    private static final Permission OBSERVE = new Permission.Withheld("mode: observe");
    private static final Config.Locks DEFAULTS = Configs.defaults().locks();
    private static final Config.Locks REPORT = Configs.reportingLocks().locks();

    private static LockFinding breakable(Ground ground) {
        return new LockFinding.Breakable(LOOK, ground, "why", true, false, List.of());
    }

    private static String words(LockDecision decision) {
        return switch (decision) {
            case LockDecision.Break _ -> "break";
            case LockDecision.Confirm _ -> "confirm";
            case LockDecision.Abstain abstain ->
                    abstain.verdict() + " " + abstain.reason() + (abstain.alert() ? "!" : "");
        };
    }

    static Stream<Arguments> decisions() {
        LockFinding dead = breakable(Ground.DEAD_OWNER);
        LockFinding lapsed = breakable(Ground.LAPSED);
        return Stream.of(
                Arguments.of(DEFAULTS, GRANTED, dead, 0, "confirm"),
                Arguments.of(DEFAULTS, GRANTED, dead, 1, "confirm"),
                Arguments.of(DEFAULTS, GRANTED, dead, 2, "break"),
                Arguments.of(DEFAULTS, GRANTED, dead, 200, "break"),
                Arguments.of(DEFAULTS, GRANTED, lapsed, 1, "confirm"),
                Arguments.of(DEFAULTS, GRANTED, lapsed, 2, "break"),
                Arguments.of(DEFAULTS, OBSERVE, lapsed, 1, "confirm"),
                Arguments.of(DEFAULTS, OBSERVE, lapsed, 2, Verdict.REPORT + " mode: observe"),
                Arguments.of(
                        REPORT, GRANTED, dead, 2, Verdict.REPORT + " locks.owner.dead: report!"),
                Arguments.of(
                        REPORT, GRANTED, lapsed, 2, Verdict.REPORT + " locks.owner.live: report!"),
                Arguments.of(REPORT, OBSERVE, lapsed, 2, Verdict.REPORT + " mode: observe"),
                Arguments.of(
                        DEFAULTS,
                        GRANTED,
                        new LockFinding.Held(LOOK, "held", List.of()),
                        9,
                        Verdict.WAIT + " held"),
                Arguments.of(
                        DEFAULTS,
                        GRANTED,
                        new LockFinding.Suspect(LOOK, "running-out", List.of()),
                        9,
                        Verdict.REPORT + " running-out!"),
                Arguments.of(
                        DEFAULTS,
                        GRANTED,
                        new LockFinding.Kept(LOOK, "open-handle", false, List.of()),
                        9,
                        Verdict.KEEP + " open-handle"),
                Arguments.of(
                        DEFAULTS,
                        GRANTED,
                        new LockFinding.Kept(LOOK, "blind", true, List.of()),
                        9,
                        Verdict.KEEP + " blind!"),
                Arguments.of(
                        DEFAULTS,
                        GRANTED,
                        new LockFinding.Refused(LOOK, "symlink", List.of()),
                        9,
                        Verdict.REFUSE + " symlink!"));
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void policy_says(
            Config.Locks settings,
            Permission permission,
            LockFinding finding,
            int looks,
            String expected) {
        LockDecision decision = new LockPolicy(settings, permission).decide(finding, looks);
        assertThat(words(decision)).isEqualTo(expected);
        assertThat(decision.finding()).isSameAs(finding);
    }
}
