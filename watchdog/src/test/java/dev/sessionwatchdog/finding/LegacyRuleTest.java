package dev.sessionwatchdog.finding;

import static dev.sessionwatchdog.finding.LegacyEvidence.CONFIRM;
import static dev.sessionwatchdog.finding.LegacyEvidence.SIBLING;
import static dev.sessionwatchdog.finding.LegacyEvidence.UID;
import static dev.sessionwatchdog.finding.LegacyEvidence.facts;
import static dev.sessionwatchdog.finding.LegacyEvidence.ripe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.decision.LegacyDecision;
import dev.sessionwatchdog.decision.LegacyPolicy;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.finding.LegacyFinding.Kept;
import dev.sessionwatchdog.finding.LegacyFinding.Migratable;
import dev.sessionwatchdog.finding.LegacyFinding.Reason;
import dev.sessionwatchdog.finding.LegacyFinding.Waiting;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.ReaderEvidence;
import dev.sessionwatchdog.store.root.FileType;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The evidence gate of migration, as a table.
class LegacyRuleTest {

    private static final LegacyRule RULE = new LegacyRule(CONFIRM, UID, LegacyEvidence.MOST_BYTES);

    static Stream<Arguments> migratable() {
        return Stream.of(
                Arguments.of("configured", ripe()),
                Arguments.of("configured, a gateway runs, which reads them", ripe().gateway()),
                Arguments.of("configured, gateways cannot be seen", ripe().unseenGateway()),
                Arguments.of("a sibling was written to, no gateway", ripe().reader(SIBLING)),
                Arguments.of("S57: entries without a manifest", ripe().beside(false)),
                Arguments.of("a conflict with an authoritative directory", ripe().beside(true)),
                Arguments.of("by a sibling too", ripe().reader(SIBLING).beside(true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("migratable")
    void is_migrated_where_the_gateway_is_known_to_read_it(String why, LegacyEvidence evidence) {
        assertThat(RULE.atFirstSight(evidence.seen())).isEmpty();
        assertThat(RULE.judge(evidence.seen())).isInstanceOf(Migratable.class);
        assertThat(RULE.judge(evidence.seen()).checks()).allMatch(Check::passed);
    }

    static Stream<Arguments> kept() {
        ReaderEvidence none = new ReaderEvidence.None();
        ReaderEvidence single = new ReaderEvidence.SingleFile();
        return Stream.of(
                Arguments.of(Reason.NO_READER, ripe().reader(none)),
                Arguments.of(Reason.NO_READER, ripe().reader(none).gateway()),
                Arguments.of(Reason.NO_READER, ripe().reader(none).beside(false)),
                Arguments.of(Reason.CONFIGURED_SINGLE_FILE, ripe().reader(single)),
                Arguments.of(Reason.SINGLE_FILE_BESIDE_DIRECTORY, ripe().reader(none).beside(true)),
                Arguments.of(
                        Reason.SINGLE_FILE_BESIDE_DIRECTORY, ripe().reader(single).beside(true)),
                Arguments.of(Reason.FOREIGN_DIRECTORY, ripe().reader(SIBLING).beside(false)),
                Arguments.of(Reason.ROLLED_BACK, ripe().takenBack()),
                Arguments.of(Reason.GATEWAY_RUNS, ripe().reader(SIBLING).gateway()),
                Arguments.of(Reason.GATEWAY_UNSEEN, ripe().reader(SIBLING).unseenGateway()),
                Arguments.of(
                        Reason.NOT_OURS, ripe().index(facts(FileType.SYMLINK, 9, UID, 0600, 1))),
                Arguments.of(
                        Reason.NOT_OURS, ripe().index(facts(FileType.REGULAR, 9, UID, 0600, 2))),
                Arguments.of(
                        Reason.NOT_OURS,
                        ripe().index(facts(FileType.REGULAR, 9, UID + 1, 0600, 1))),
                Arguments.of(
                        Reason.NOT_OURS, ripe().index(facts(FileType.REGULAR, 9, UID, 0620, 1))),
                Arguments.of(
                        Reason.NOT_OURS, ripe().index(facts(FileType.REGULAR, 9, UID, 0602, 1))),
                Arguments.of(
                        Reason.TOO_LARGE,
                        ripe().index(facts(FileType.REGULAR, 1001, UID, 0600, 1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void is_left_alone_without_having_been_read(Reason reason, LegacyEvidence evidence) {
        LegacyFinding finding = RULE.atFirstSight(evidence.seen()).orElseThrow();
        assertThat(finding).isInstanceOf(Kept.class);
        assertThat(((Kept) finding).reason()).isEqualTo(reason);
        assertThat(finding.checks()).anyMatch(check -> !check.passed());
        assertThat(RULE.judge(evidence.seen())).isEqualTo(finding);
    }

    @Test
    void s62_what_is_empty_or_not_json_is_skipped() {
        var empty = facts(FileType.REGULAR, 0, UID, 0600, 1);
        var torn = facts(FileType.REGULAR, 9, UID, 0600, 1);
        assertThat(reason(ripe().health(new Health.Damaged(empty, "empty"))))
                .isEqualTo(Reason.SKIPPED_EMPTY);
        assertThat(reason(ripe().health(new Health.Damaged(torn, "ends in the middle"))))
                .isEqualTo(Reason.SKIPPED_INVALID);
        assertThat(reason(ripe().health(new Health.CannotTell("too deep"))))
                .isEqualTo(Reason.UNCLEAR);
        assertThat(reason(ripe().health(new Health.Missing()))).isEqualTo(Reason.UNCLEAR);
    }

    private static Reason reason(LegacyEvidence evidence) {
        return ((Kept) RULE.judge(evidence.seen())).reason();
    }

    @Test
    void waits_until_it_stood_still_over_two_looks_and_was_read_twice_where_it_was_bad() {
        assertThat(
                        Stream.of(
                                        ripe().watched(1, CONFIRM),
                                        ripe().watched(2, CONFIRM.minusNanos(1)),
                                        ripe().watched(9, Duration.ZERO),
                                        ripe().health(new Health.SeenDamagedOnce("empty")))
                                .map(evidence -> RULE.judge(evidence.seen())))
                .allMatch(Waiting.class::isInstance);
    }

    @Test
    void policy_acts_only_on_what_may_be_migrated_and_only_when_it_may_act() {
        LegacyFinding finding = RULE.judge(ripe().seen());
        assertThat(new LegacyPolicy(new Permission.Granted()).decide(finding))
                .isInstanceOf(LegacyDecision.Migrate.class);
        assertThat(new LegacyPolicy(new Permission.Withheld("mode: observe")).decide(finding))
                .isInstanceOfSatisfying(
                        LegacyDecision.Abstain.class,
                        abstain -> {
                            assertThat(abstain.verdict()).isEqualTo(Decision.Verdict.REPORT);
                            assertThat(abstain.reason()).isEqualTo("mode: observe");
                        });
        LegacyFinding unread = RULE.judge(ripe().reader(new ReaderEvidence.None()).seen());
        assertThat(new LegacyPolicy(new Permission.Granted()).decide(unread))
                .isInstanceOfSatisfying(
                        LegacyDecision.Abstain.class,
                        abstain -> {
                            assertThat(abstain.verdict()).isEqualTo(Decision.Verdict.KEEP);
                            assertThat(abstain.reason())
                                    .isEqualTo("gateway not known to read sessions.d");
                        });
    }
}
