package dev.sessionwatchdog.finding;

import static dev.sessionwatchdog.finding.Evidence.NOW;
import static dev.sessionwatchdog.finding.Evidence.REPAIR;
import static dev.sessionwatchdog.finding.Evidence.UID;
import static dev.sessionwatchdog.finding.Evidence.UNTRACEABLE;
import static dev.sessionwatchdog.finding.Evidence.damaged;
import static dev.sessionwatchdog.finding.Evidence.good;
import static dev.sessionwatchdog.finding.Evidence.orphan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.CloseLook;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the rule `tmp.orphan` says, one thing different at a time.
class TempRuleTest {

    private static final TempRule RULE =
            new TempRule(Duration.ofHours(1), Duration.ofMinutes(1), UID, NOW, Optional.empty());
    private static final Duration OLD = Duration.ofHours(5);
    private static final Visibility SEES = new Visibility.Sees();
    private static final Visibility BLIND = new Visibility.Blind("hidden");
    private static final InUse UNKNOWN = new InUse.Unknown("no leases here");

    private static String first(Evidence evidence) {
        return RULE.atFirstSight(evidence.seen()).map(TempRuleTest::words).orElse("look closer");
    }

    private static String judged(Evidence evidence) {
        return words(RULE.judge(evidence.look(), evidence.index()));
    }

    private static String words(TempFinding finding) {
        return switch (finding) {
            case TempFinding.Orphan orphan ->
                    "orphan " + orphan.fate() + (orphan.degraded() ? " degraded" : "");
            case TempFinding.Waiting _ -> "waiting";
            case TempFinding.Kept kept -> "kept " + kept.reason();
            case TempFinding.Refused refused -> "refused " + refused.reason();
        };
    }

    private static ProcessSight startedAgo(Duration ago) {
        return new ProcessSight.Running(NOW.minus(ago));
    }

    static Stream<Arguments> firstSights() {
        Evidence symlink = orphan().kind(FileType.SYMLINK, 1, UID, false);
        return Stream.of(
                Arguments.of(orphan(), "look closer"),
                Arguments.of(symlink, "refused symlink"),
                Arguments.of(symlink.seenFor(1, Duration.ZERO), "waiting"),
                Arguments.of(symlink.aged(Duration.ZERO), "refused symlink"),
                Arguments.of(orphan().kind(FileType.DIRECTORY, 2, UID, false), "refused directory"),
                Arguments.of(
                        orphan().kind(FileType.OTHER, 1, UID, false),
                        "refused device, FIFO or socket"),
                Arguments.of(
                        orphan().kind(FileType.REGULAR, 2, UID, false),
                        "refused hard-linked (2 names)"),
                Arguments.of(
                        orphan().kind(FileType.REGULAR, 0, UID, false),
                        "refused hard-linked (0 names)"),
                Arguments.of(orphan().kind(FileType.REGULAR, 1, UID, true), "refused mount point"),
                Arguments.of(
                        orphan().kind(FileType.REGULAR, 1, 0, false),
                        "refused foreign owner (uid 0)"),
                Arguments.of(orphan().aged(Duration.ofMinutes(59)), "waiting"),
                Arguments.of(orphan().aged(Duration.ofHours(1)), "look closer"),
                Arguments.of(orphan().aged(Duration.ZERO), "waiting"),
                Arguments.of(orphan().aged(Duration.ofNanos(-1)), "kept mtime-in-the-future"),
                Arguments.of(orphan().aged(Duration.ofDays(-3650)), "kept mtime-in-the-future"),
                Arguments.of(orphan().aged(Duration.ofDays(365_000)), "look closer"),
                Arguments.of(orphan().seenFor(1, Duration.ofHours(1)), "waiting"),
                Arguments.of(orphan().seenFor(2, Duration.ofMillis(59_999)), "waiting"),
                Arguments.of(orphan().seenFor(2, Duration.ofMinutes(1)), "look closer"),
                Arguments.of(
                        orphan().named(".fs-safe-move-4711-" + Evidence.UUID + ".tmp"),
                        "kept may-be-the-only-copy"),
                Arguments.of(
                        orphan().named("abc.jsonl.bak-4711-1795231454494"),
                        "kept may-be-the-only-copy"));
    }

    @ParameterizedTest
    @MethodSource("firstSights")
    void at_first_sight(Evidence evidence, String expected) {
        assertThat(first(evidence)).isEqualTo(expected);
    }

    /// The short way is taken for every temp in every sweep: what it lets pass is not told of.
    @ParameterizedTest
    @MethodSource("firstSights")
    void only_time_speaks_against_what_waits_unless_it_is_no_ordinary_file(
            Evidence evidence, String expected) {
        boolean waits = expected.equals("waiting") && evidence.type() == FileType.REGULAR;
        assertThat(RULE.onlyWaits(evidence.seen())).isEqualTo(waits);
    }

    static Stream<Arguments> closeLooks() {
        Evidence dead = orphan().writtenBy(new ProcessSight.Gone(), SEES);
        Evidence repair = orphan().named(REPAIR).towards(Optional.empty(), Optional.of(true));
        Evidence untraceable =
                orphan().named(UNTRACEABLE).towards(Optional.empty(), Optional.empty());
        return Stream.of(
                Arguments.of(orphan(), "orphan SUPERSEDED"),
                // the index
                Arguments.of(orphan().beside(new Health.Missing()), "kept index-not-proven-good"),
                Arguments.of(orphan().beside(damaged()), "kept index-not-proven-good"),
                Arguments.of(
                        orphan().beside(new Health.SeenDamagedOnce("torn")),
                        "kept index-not-proven-good"),
                Arguments.of(
                        orphan().beside(new Health.CannotTell("moved")),
                        "kept index-not-proven-good"),
                // its writer
                Arguments.of(dead, "orphan SUPERSEDED"),
                Arguments.of(orphan().writtenBy(new ProcessSight.Gone(), BLIND), "kept blind"),
                Arguments.of(
                        orphan().writtenBy(startedAgo(OLD.plusHours(1)), SEES),
                        "kept writer-alive"),
                Arguments.of(
                        orphan().writtenBy(startedAgo(OLD.minusMinutes(2)), SEES),
                        "kept writer-alive"),
                Arguments.of(
                        orphan().writtenBy(startedAgo(OLD.minusMinutes(2).minusNanos(1)), SEES),
                        "orphan SUPERSEDED"),
                Arguments.of(
                        orphan().writtenBy(startedAgo(Duration.ofMinutes(1)), BLIND), "kept blind"),
                Arguments.of(
                        orphan().writtenBy(new ProcessSight.Zombie(), SEES), "orphan SUPERSEDED"),
                Arguments.of(orphan().writtenBy(new ProcessSight.Zombie(), BLIND), "kept blind"),
                Arguments.of(
                        orphan().writtenBy(startedAgo(OLD.plusHours(1)), BLIND),
                        "kept writer-alive"),
                Arguments.of(
                        orphan().writtenBy(new ProcessSight.Unknown("hidden"), SEES),
                        "kept writer-unknown"),
                // who has it open
                Arguments.of(orphan().openTo(new InUse.Somebody()), "kept open-handle"),
                Arguments.of(dead.openTo(new InUse.Somebody()), "kept open-handle"),
                Arguments.of(orphan().openTo(UNKNOWN), "kept not-proven-closed"),
                Arguments.of(
                        orphan().openTo(UNKNOWN).aged(Duration.ofHours(24).minusNanos(1)),
                        "kept not-proven-closed"),
                Arguments.of(
                        orphan().openTo(UNKNOWN).aged(Duration.ofHours(24)),
                        "orphan SUPERSEDED degraded"),
                Arguments.of(dead.openTo(UNKNOWN), "orphan SUPERSEDED degraded"),
                Arguments.of(
                        orphan().writtenBy(startedAgo(Duration.ofMinutes(1)), SEES).openTo(UNKNOWN),
                        "kept not-proven-closed"),
                Arguments.of(untraceable, "kept not-proven-closed"),
                Arguments.of(untraceable.aged(Duration.ofHours(24)), "orphan DOUBTFUL"),
                // its target
                Arguments.of(repair, "orphan DOUBTFUL"),
                Arguments.of(
                        repair.towards(Optional.empty(), Optional.of(false)),
                        "kept target-missing"),
                Arguments.of(
                        repair.towards(Optional.empty(), Optional.empty()), "kept target-missing"),
                Arguments.of(
                        orphan().towards(Optional.of(good(OLD)), Optional.of(true)),
                        "orphan DOUBTFUL"),
                Arguments.of(
                        orphan().towards(Optional.of(good(OLD.minusNanos(1))), Optional.of(true)),
                        "orphan SUPERSEDED"),
                Arguments.of(
                        orphan().towards(Optional.of(damaged()), Optional.of(true)),
                        "orphan DOUBTFUL"),
                Arguments.of(
                        orphan().towards(Optional.of(new Health.Missing()), Optional.of(false)),
                        "orphan DOUBTFUL"),
                Arguments.of(
                        orphan().towards(
                                        Optional.of(new Health.CannotTell("moved")),
                                        Optional.of(true)),
                        "kept target-unclear"),
                Arguments.of(
                        orphan().towards(
                                        Optional.of(new Health.SeenDamagedOnce("torn")),
                                        Optional.of(true)),
                        "waiting"));
    }

    @ParameterizedTest
    @MethodSource("closeLooks")
    void at_a_close_look(Evidence evidence, String expected) {
        assertThat(judged(evidence)).isEqualTo(expected);
    }

    @Test
    void what_changed_before_the_close_look_waits_and_what_cannot_be_read_is_kept() {
        CloseLook changed = new CloseLook.Changed(orphan().seen(), "it is gone");
        CloseLook unreadable = new CloseLook.Unreadable(orphan().seen(), "AccessDenied");
        assertThat(words(RULE.judge(changed, good(Duration.ZERO)))).isEqualTo("waiting");
        assertThat(words(RULE.judge(unreadable, good(Duration.ZERO)))).isEqualTo("kept unreadable");
    }

    @Test
    void everything_that_was_asked_is_recorded_also_what_passed() {
        Evidence evidence = orphan().writtenBy(new ProcessSight.Gone(), SEES);
        TempFinding finding = RULE.judge(evidence.look(), evidence.index());
        assertThat(finding.checks())
                .allMatch(Check::passed)
                .extracting(Check::check)
                .containsExactly(
                        "name_shape",
                        "kind",
                        "age",
                        "looks",
                        "watched_unchanged",
                        "index",
                        "writer",
                        "closed",
                        "superseded");
    }

    @Test
    void what_is_kept_says_the_check_that_kept_it_last_and_says_unclear_for_doubt() {
        Evidence blind = orphan().writtenBy(new ProcessSight.Gone(), BLIND);
        TempFinding finding = RULE.judge(blind.look(), blind.index());
        assertThat(finding.checks().getLast())
                .satisfies(check -> {
                    assertThat(check.check()).isEqualTo("writer");
                    assertThat(check.answer()).isEqualTo(Check.Answer.CANNOT_TELL);
                });
        assertThat(finding.checks().subList(0, finding.checks().size() - 1))
                .allMatch(Check::passed);
    }

    @Test
    void a_refusal_and_a_wait_record_what_was_asked() {
        assertThat(RULE.atFirstSight(orphan().aged(Duration.ofMinutes(1)).seen()))
                .hasValueSatisfying(finding ->
                        assertThat(finding.checks())
                                .extracting(check -> check.check() + " " + check.answer())
                                .containsExactly(
                                        "name_shape PASS",
                                        "kind PASS",
                                        "age FAIL",
                                        "looks PASS",
                                        "watched_unchanged PASS"));
    }

    @Test
    void no_check_shows_a_uuid() {
        Evidence evidence = orphan().writtenBy(new ProcessSight.Gone(), SEES);
        assertThat(RULE.judge(evidence.look(), evidence.index()).checks())
                .allSatisfy(check -> assertThat(check.observed()).doesNotContain(Evidence.UUID));
    }
}
