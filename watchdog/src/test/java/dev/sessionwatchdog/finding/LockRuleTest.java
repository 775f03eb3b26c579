package dev.sessionwatchdog.finding;

import static dev.sessionwatchdog.finding.LockEvidence.UID;
import static dev.sessionwatchdog.finding.LockEvidence.alive;
import static dev.sessionwatchdog.finding.LockEvidence.lock;
import static dev.sessionwatchdog.finding.LockEvidence.orphan;
import static dev.sessionwatchdog.finding.LockEvidence.paused;
import static dev.sessionwatchdog.finding.LockEvidence.seenOnly;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.observation.LockReading;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.SessionRecords.Running;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the lock rules say, one thing different at a time.
class LockRuleTest {

    /// The defaults.
    static final LockLimits LIMITS =
            new LockLimits(
                    seconds(30),
                    seconds(30),
                    minutes(2),
                    minutes(15),
                    1.5,
                    2,
                    minutes(5),
                    true,
                    minutes(10),
                    minutes(2));

    private static final LockRule RULE = new LockRule(LIMITS, UID);
    private static final InUse NOBODY = new InUse.Nobody();
    private static final InUse SOMEBODY = new InUse.Somebody();
    private static final InUse UNKNOWN = new InUse.Unknown("no leases here");

    private static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }

    private static Duration minutes(long count) {
        return Duration.ofMinutes(count);
    }

    private static Duration hours(long count) {
        return Duration.ofHours(count);
    }

    private static String judged(LockEvidence evidence) {
        LockFinding finding = RULE.judge(evidence.look());
        String verdict = finding.verdict();
        return switch (finding) {
            case LockFinding.Breakable found ->
                    found.ground()
                            + " "
                            + verdict
                            + (found.closed() ? " closed" : "")
                            + (found.degraded() ? " degraded" : "");
            case LockFinding.Held _ -> "held " + verdict;
            case LockFinding.Suspect _ -> "suspect " + verdict;
            case LockFinding.Kept kept -> "kept " + verdict + (kept.alert() ? "!" : "");
            case LockFinding.Refused _ -> "refused " + verdict;
        };
    }

    static Stream<Arguments> kinds() {
        LockReading failed = new LockReading.Failed("EIO");
        return Stream.of(
                Arguments.of(orphan().kind(FileType.SYMLINK, 1, UID, 9), "refused symlink"),
                Arguments.of(orphan().kind(FileType.DIRECTORY, 2, UID, 9), "refused directory"),
                Arguments.of(
                        orphan().kind(FileType.OTHER, 1, UID, 9), "refused device, FIFO or socket"),
                Arguments.of(
                        orphan().kind(FileType.REGULAR, 2, UID, 9),
                        "refused hard-linked (2 names)"),
                Arguments.of(
                        orphan().kind(FileType.REGULAR, 1, 0, 9), "refused foreign owner (uid 0)"),
                Arguments.of(
                        orphan().kind(FileType.REGULAR, 1, UID, 65_537),
                        "refused larger than any lock (65537 bytes)"),
                Arguments.of(
                        orphan().kind(FileType.REGULAR, 2, UID, 9).watched(1, Duration.ZERO),
                        "held odd-kind"),
                Arguments.of(orphan().of(Era.SQLITE), "kept era-sqlite"),
                Arguments.of(orphan().of(Era.UPGRADING), "kept era-upgrading"),
                Arguments.of(orphan().of(Era.MIXED), "kept era-mixed"),
                Arguments.of(orphan().of(Era.UNKNOWN), "kept era-unknown"),
                Arguments.of(orphan().of(Era.DIRECTORY), "DEAD_OWNER dead-owner closed"),
                Arguments.of(orphan().guarded(minutes(9)), "kept guarded"),
                Arguments.of(orphan().guarded(minutes(10)), "kept foreign-guard!"),
                Arguments.of(orphan().read(failed), "kept unknown-read-error"),
                Arguments.of(orphan().read(failed).failedToRead(4), "kept unknown-read-error"),
                Arguments.of(orphan().read(failed).failedToRead(5), "kept unknown-read-error!"));
    }

    static Stream<Arguments> deadOwners() {
        ProcessSight unseen = new ProcessSight.Unknown("EPERM");
        return Stream.of(
                Arguments.of(orphan(), "DEAD_OWNER dead-owner closed"),
                Arguments.of(orphan().watched(2, seconds(30)), "DEAD_OWNER dead-owner closed"),
                Arguments.of(orphan().watched(1, Duration.ZERO), "DEAD_OWNER dead-owner closed"),
                Arguments.of(
                        orphan().owner(new ProcessSight.Zombie()),
                        "DEAD_OWNER dead-owner-zombie closed"),
                Arguments.of(orphan().owner(alive(hours(3), 99)), "DEAD_OWNER recycled-pid closed"),
                Arguments.of(orphan().open(SOMEBODY), "kept open-handle"),
                Arguments.of(orphan().open(UNKNOWN), "DEAD_OWNER dead-owner degraded"),
                Arguments.of(orphan().leased(seconds(15)).open(UNKNOWN), "DEAD_OWNER dead-owner"),
                Arguments.of(orphan().beaten(1).open(UNKNOWN), "DEAD_OWNER dead-owner"),
                // start times by the wall clock need the kernel's word
                Arguments.of(
                        orphan().withoutTicks().owner(seenOnly(minutes(50), UID)),
                        "DEAD_OWNER recycled-pid closed"),
                Arguments.of(
                        orphan().withoutTicks().owner(seenOnly(minutes(50), UID)).open(UNKNOWN),
                        "kept recycled-unproven"),
                Arguments.of(
                        orphan().withoutTicks().owner(seenOnly(minutes(59), UID)),
                        "LAPSED live-owner-lease-lapsed"),
                Arguments.of(
                        orphan().withoutTicks().owner(seenOnly(minutes(50), UID)).afterAGap(),
                        "LAPSED live-owner-lease-lapsed"),
                Arguments.of(
                        orphan().withoutTicks().owner(seenOnly(hours(3), 0)),
                        "DEAD_OWNER recycled-pid closed"),
                // an earlier boot
                Arguments.of(
                        orphan().machine(minutes(50), Duration.ZERO, true),
                        "DEAD_OWNER dead-owner-previous-boot closed"),
                Arguments.of(
                        lock().withoutTicks()
                                .open(NOBODY)
                                .machine(minutes(50), Duration.ZERO, true),
                        "DEAD_OWNER dead-owner-previous-boot closed"),
                Arguments.of(
                        lock().open(NOBODY).machine(minutes(50), Duration.ZERO, true),
                        "LAPSED live-owner-lease-lapsed"),
                Arguments.of(
                        lock().withoutTicks().machine(minutes(50), Duration.ZERO, true),
                        "kept open-handle"),
                Arguments.of(
                        lock().withoutTicks()
                                .open(UNKNOWN)
                                .machine(minutes(50), Duration.ZERO, true),
                        "kept recycled-unproven"),
                Arguments.of(
                        lock().owner(new ProcessSight.Unknown("EPERM"))
                                .open(NOBODY)
                                .machine(minutes(50), Duration.ZERO, true),
                        "kept owner-unknown!"),
                Arguments.of(
                        lock().machine(minutes(50), Duration.ZERO, true).afterAGap(),
                        "LAPSED live-owner-lease-lapsed"),
                // who cannot be seen is not dead
                Arguments.of(orphan().blind(), "kept blind!"),
                Arguments.of(orphan().unproven(), "kept namespace-unknown!"),
                Arguments.of(orphan().unproven().witnessed(), "DEAD_OWNER dead-owner closed"),
                Arguments.of(orphan().owner(unseen), "kept owner-unknown!"),
                Arguments.of(orphan().owner(unseen).watched(5, minutes(2)), "held held"));
    }

    static Stream<Arguments> restartRecovery() {
        return Stream.of(
                Arguments.of(orphan().session(Running.YES), "kept awaiting-restart-recovery"),
                Arguments.of(
                        orphan().session(Running.CANNOT_TELL), "kept awaiting-restart-recovery"),
                Arguments.of(
                        orphan().session(Running.YES).gateway(9, minutes(9)),
                        "kept awaiting-restart-recovery"),
                Arguments.of(
                        orphan().session(Running.YES).gateway(9, minutes(10)),
                        "DEAD_OWNER dead-owner closed"),
                Arguments.of(
                        orphan().session(Running.YES).gateway(9, minutes(9)).gateway(8, hours(2)),
                        "DEAD_OWNER dead-owner closed"),
                // it may be as old as the lock
                Arguments.of(
                        orphan().made(minutes(5)).session(Running.YES).gateway(9, minutes(6)),
                        "kept awaiting-restart-recovery"),
                Arguments.of(
                        orphan().made(minutes(5)).session(Running.YES).gateway(9, minutes(8)),
                        "DEAD_OWNER dead-owner closed"),
                Arguments.of(
                        orphan().named("sessions.json.lock").session(Running.CANNOT_TELL),
                        "DEAD_OWNER dead-owner closed"));
    }

    static Stream<Arguments> livingOwners() {
        return Stream.of(
                Arguments.of(lock(), "LAPSED live-owner-lease-lapsed"),
                Arguments.of(lock().open(UNKNOWN), "LAPSED live-owner-lease-lapsed"),
                Arguments.of(lock().owner(paused()), "kept owner-paused!"),
                Arguments.of(lock().disturbed(seconds(119)), "held just-resumed"),
                Arguments.of(lock().worked(minutes(14)), "kept lease-lapsed-but-progressing"),
                Arguments.of(lock().worked(minutes(15)), "LAPSED live-owner-lease-lapsed"),
                // the age
                Arguments.of(
                        lock().made(minutes(14)).watched(9, minutes(14)),
                        "suspect lease-running-out"),
                Arguments.of(lock().made(minutes(7)).watched(9, minutes(7)), "held held"),
                Arguments.of(lock().watched(2, seconds(30)), "LAPSED live-owner-lease-lapsed"),
                Arguments.of(
                        lock().watched(2, seconds(30)).machine(hours(9), minutes(50), true),
                        "suspect lease-running-out"),
                Arguments.of(
                        lock().watched(2, seconds(30)).machine(hours(9), Duration.ZERO, false),
                        "held held"),
                Arguments.of(
                        lock().watched(2, seconds(30))
                                .owner(alive(minutes(50), LockEvidence.TICKS)),
                        "held held"),
                Arguments.of(lock().watched(2, seconds(30)).afterAGap(), "held held"),
                Arguments.of(lock().made(minutes(-3)), "kept clock-skew!"),
                // a declared lease
                Arguments.of(lock().declares(minutes(58)), "LAPSED live-owner-lease-lapsed"),
                Arguments.of(lock().declares(minutes(59)), "suspect lease-running-out"),
                Arguments.of(lock().declares(minutes(59)).worked(seconds(90)), "held held"),
                Arguments.of(lock().declares(minutes(61)), "held held"),
                Arguments.of(
                        lock().declares(minutes(58)).worked(seconds(119)),
                        "kept lease-lapsed-but-progressing"),
                // two gateways
                Arguments.of(
                        lock().declares(minutes(59)).gateway(7, hours(3)).gateway(9, hours(1)),
                        "suspect live-owner-duplicate-gateway"),
                // closed by a living owner
                Arguments.of(
                        lock().declares(hours(5)).open(NOBODY),
                        "LAPSED leaked-by-live-owner closed"),
                Arguments.of(
                        lock().declares(hours(5)).open(NOBODY).worked(seconds(119)),
                        "suspect leaked-by-live-owner"),
                Arguments.of(
                        lock().declares(hours(5)).open(NOBODY).worked(seconds(29)), "held held"),
                Arguments.of(
                        lock().declares(hours(5)).open(NOBODY).worked(seconds(1)).putBack(),
                        "LAPSED leaked-by-live-owner closed"),
                // the session has ended
                Arguments.of(lock().declares(hours(5)).ended(minutes(9)), "LAPSED session-ended"),
                Arguments.of(lock().declares(hours(5)).ended(minutes(61)), "held held"),
                Arguments.of(
                        lock().declares(hours(5)).ended(minutes(9)).worked(seconds(20)),
                        "held held"));
    }

    static Stream<Arguments> heartbeats() {
        return Stream.of(
                Arguments.of(lock().leased(seconds(15)), "LAPSED live-owner-lease-lapsed"),
                Arguments.of(
                        lock().leased(seconds(15)).silent(seconds(23), 5),
                        "LAPSED live-owner-lease-lapsed"),
                Arguments.of(
                        lock().leased(seconds(15)).silent(seconds(23), 4),
                        "suspect lease-running-out"),
                Arguments.of(
                        lock().leased(seconds(15)).silent(seconds(22), 9),
                        "suspect lease-running-out"),
                Arguments.of(lock().leased(seconds(15)).silent(seconds(14), 9), "held held"),
                Arguments.of(
                        lock().leased(seconds(15)).worked(seconds(9)),
                        "kept lease-lapsed-but-progressing"),
                Arguments.of(
                        lock().leased(seconds(15)).made(minutes(-90)),
                        "LAPSED live-owner-lease-lapsed"),
                Arguments.of(
                        lock().leased(seconds(15)).silent(seconds(9), 3).beaten(700),
                        "kept renewing-without-progress!"),
                Arguments.of(
                        lock().leased(seconds(15))
                                .silent(seconds(9), 3)
                                .beaten(7)
                                .worked(minutes(59)),
                        "held held"),
                // seen, not declared
                Arguments.of(lock().beaten(2).silent(minutes(7), 14), "suspect lease-running-out"),
                Arguments.of(
                        lock().beaten(2).silent(minutes(8), 16), "LAPSED live-owner-lease-lapsed"),
                // one beat is no heartbeat, and a sign of life
                Arguments.of(lock().beaten(1).silent(minutes(7), 14), "held held"),
                Arguments.of(
                        lock().beaten(1).silent(minutes(15), 30),
                        "LAPSED live-owner-lease-lapsed"));
    }

    static Stream<Arguments> ownerless() {
        LockReading empty = new LockReading.Read(new LockPayload.Empty(), "0".repeat(64), "");
        LockReading torn =
                new LockReading.Read(new LockPayload.Unparsable("torn"), "0".repeat(64), "{");
        return Stream.of(
                Arguments.of(lock().read(empty).open(NOBODY), "DEAD_OWNER missing-owner closed"),
                Arguments.of(lock().read(torn).open(NOBODY), "DEAD_OWNER missing-owner closed"),
                Arguments.of(lock().namesNobody().open(NOBODY), "DEAD_OWNER missing-owner closed"),
                Arguments.of(lock().read(empty), "kept open-handle"),
                Arguments.of(
                        lock().read(empty).open(NOBODY).watched(2, seconds(29)), "held unreadable"),
                Arguments.of(lock().read(empty).open(UNKNOWN), "LAPSED missing-owner degraded"),
                Arguments.of(
                        lock().read(empty).open(UNKNOWN).watched(9, minutes(14)),
                        "kept unreadable"),
                Arguments.of(
                        lock().read(empty).open(UNKNOWN).worked(minutes(14)), "kept unreadable"),
                Arguments.of(
                        lock().read(empty).open(UNKNOWN).silent(minutes(14), 28).beaten(9),
                        "kept unreadable"));
    }

    @ParameterizedTest
    @MethodSource({
        "kinds",
        "deadOwners",
        "restartRecovery",
        "livingOwners",
        "heartbeats",
        "ownerless"
    })
    void the_rule_says(LockEvidence evidence, String expected) {
        assertThat(judged(evidence)).isEqualTo(expected);
    }
}
