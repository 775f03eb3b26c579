package dev.sessionwatchdog.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.LockFinding.Breakable;
import dev.sessionwatchdog.finding.LockFinding.Ground;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.observation.LockReading;
import dev.sessionwatchdog.observation.NamespaceProof;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.SessionRecords.Running;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever is seen of a lock: no doubt is ever a reason to break it.
class LockRulePropertyTest {

    private static final LockRule RULE = new LockRule(LockRuleTest.LIMITS, LockEvidence.UID);

    /// Anything that may be seen, lawful or not.
    @Provide
    Arbitrary<LockLook> looks() {
        return Arbitraries.randomValue(LockRulePropertyTest::anything);
    }

    private static LockLook anything(Random random) {
        LockEvidence lock = LockEvidence.lock();
        Duration watched = upTo(random, 7_200);
        lock.watched(random.nextInt(1, 40), watched);
        lock.made(
                random.nextInt(8) == 0
                        ? upTo(random, 9_000).negated()
                        : watched.plus(upTo(random, 90_000)));
        lock.silent(shorter(watched, upTo(random, 7_200)), random.nextInt(40));
        if (random.nextBoolean()) {
            lock.worked(shorter(watched, upTo(random, 7_200)));
        }
        lock.beaten(random.nextInt(4));
        kind(lock, random);
        claims(lock, random);
        people(lock, random);
        lock.disturbed(random.nextInt(4) == 0 ? upTo(random, 300) : Duration.ofDays(365));
        lock.machine(
                Duration.ofHours(1).plus(upTo(random, 90_000)),
                random.nextBoolean() ? Duration.ZERO : upTo(random, 30_000),
                random.nextBoolean());
        if (random.nextInt(4) == 0) {
            lock.afterAGap();
        }
        return lock.look();
    }

    private static void kind(LockEvidence lock, Random random) {
        lock.of(
                one(
                        random,
                        Era.SINGLE_FILE,
                        Era.SINGLE_FILE,
                        Era.DIRECTORY,
                        one(random, Era.values())));
        switch (random.nextInt(12)) {
            case 0 -> lock.kind(one(random, FileType.values()), 1, LockEvidence.UID, 60);
            case 1 -> lock.kind(FileType.REGULAR, 2, LockEvidence.UID, 60);
            case 2 -> lock.kind(FileType.REGULAR, 1, 0, 60);
            case 3 -> lock.guarded(upTo(random, 9_000));
            case 4 -> lock.named("sessions.json.lock");
            default -> {}
        }
    }

    private static void claims(LockEvidence lock, Random random) {
        if (random.nextBoolean()) {
            lock.declares(upTo(random, 9_000));
        }
        if (random.nextInt(3) == 0) {
            lock.leased(Duration.ofSeconds(3).plus(upTo(random, 600)));
        }
        if (random.nextInt(3) == 0) {
            lock.withoutTicks();
        }
        switch (random.nextInt(12)) {
            case 0 -> lock.namesNobody();
            case 1 -> lock.read(new LockReading.Failed("EIO"));
            case 2 -> lock.read(new LockReading.Read(new LockPayload.Empty(), "0", ""));
            default -> owner(lock, random);
        }
    }

    private static void owner(LockEvidence lock, Random random) {
        lock.owner(
                one(
                        random,
                        new ProcessSight.Gone(),
                        new ProcessSight.Zombie(),
                        new ProcessSight.Unknown("hidden"),
                        LockEvidence.paused(),
                        LockEvidence.alive(Duration.ofDays(2), LockEvidence.TICKS),
                        LockEvidence.alive(upTo(random, 90_000), 99),
                        LockEvidence.seenOnly(upTo(random, 90_000), LockEvidence.UID),
                        LockEvidence.seenOnly(Duration.ofDays(2), 0)));
    }

    private static void people(LockEvidence lock, Random random) {
        lock.open(
                one(random, new InUse.Nobody(), new InUse.Somebody(), new InUse.Unknown("EINVAL")));
        lock.session(one(random, Running.values()));
        for (int i = random.nextInt(3); i > 0; i--) {
            lock.gateway(6L + i, upTo(random, 90_000));
        }
        if (random.nextInt(4) == 0) {
            lock.blind();
        }
        if (random.nextInt(4) == 0) {
            lock.unproven();
        }
        if (random.nextInt(8) == 0) {
            lock.witnessed();
        }
        if (random.nextInt(8) == 0) {
            lock.putBack();
        }
        if (random.nextInt(4) == 0) {
            lock.ended(upTo(random, 90_000));
        }
    }

    private static Duration upTo(Random random, int seconds) {
        // Half of them small: where the limits lie.
        int most = random.nextBoolean() ? seconds : Math.min(seconds, 1_200);
        return Duration.ofSeconds(random.nextInt(most + 1));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    @SafeVarargs
    private static <T> T one(Random random, T... of) {
        return of[random.nextInt(of.length)];
    }

    private static Optional<Breakable> broken(LockLook look) {
        return RULE.judge(look) instanceof Breakable found ? Optional.of(found) : Optional.empty();
    }

    private static boolean namesSomebody(LockLook look) {
        return look.written().filter(written -> written.pid().isPresent()).isPresent();
    }

    @Property(tries = 20_000)
    void nothing_is_concluded_from_processes_that_cannot_be_seen(@ForAll("looks") LockLook look) {
        if (broken(look).isEmpty() || !namesSomebody(look)) {
            return;
        }
        assertThat(look.owner().visibility()).isInstanceOf(Visibility.Sees.class);
        assertThat(look.owner().sight().orElseThrow()).isNotInstanceOf(ProcessSight.Unknown.class);
        assertThat(
                        look.owner().namespace() instanceof NamespaceProof.Proven
                                || look.watched().witnessed())
                .isTrue();
    }

    @Property(tries = 20_000)
    void what_somebody_has_open_has_no_dead_owner(@ForAll("looks") LockLook look) {
        if (look.inUse() instanceof InUse.Somebody) {
            assertThat(broken(look).map(Breakable::ground))
                    .isNotEqualTo(Optional.of(Ground.DEAD_OWNER));
            assertThat(broken(look).filter(Breakable::closed)).isEmpty();
        }
    }

    @Property(tries = 20_000)
    void where_the_kernel_was_asked_its_word_is_asked_again_at_the_act(
            @ForAll("looks") LockLook look) {
        broken(look)
                .filter(found -> found.ground() == Ground.DEAD_OWNER)
                .ifPresent(found ->
                        assertThat(found.closed()).isEqualTo(look.inUse() instanceof InUse.Nobody));
    }

    @Property(tries = 20_000)
    void work_within_the_period_vetoes_a_lapse(@ForAll("looks") LockLook look) {
        Optional<Breakable> found = broken(look);
        if (found.isEmpty()
                || found.get().ground() != Ground.LAPSED
                || !look.watched().moved()
                || look.watched().putBack()) {
            return;
        }
        LockTerm term = LockTerm.of(look, LockRuleTest.LIMITS);
        Duration shortest =
                term.source() == LockTerm.Source.HEARTBEAT && namesSomebody(look)
                        ? term.limit()
                        : LockRuleTest.LIMITS.declaredGrace();
        assertThat(look.watched().still()).isGreaterThanOrEqualTo(shortest);
    }

    @Property(tries = 20_000)
    void a_heartbeat_lapses_only_when_it_was_silent_for_its_term_and_a_half(
            @ForAll("looks") LockLook look) {
        Optional<Duration> beats = LockTerm.beatTerm(look, LockRuleTest.LIMITS);
        Optional<Breakable> found = broken(look);
        if (beats.isPresent()
                && namesSomebody(look)
                && found.filter(it -> it.ground() == Ground.LAPSED).isPresent()) {
            assertThat(look.watched().silent().multipliedBy(2))
                    .isGreaterThanOrEqualTo(beats.get().multipliedBy(3));
            assertThat(look.watched().samples()).isGreaterThanOrEqualTo(5);
        }
    }

    @Property(tries = 20_000)
    void a_lock_from_the_future_never_lapses_by_age(@ForAll("looks") LockLook look) {
        boolean future =
                look.written()
                        .flatMap(LockPayload.Written::createdAt)
                        .filter(made -> made.isAfter(look.clock().now().plusSeconds(120)))
                        .isPresent();
        boolean beats =
                LockTerm.of(look, LockRuleTest.LIMITS).source() == LockTerm.Source.HEARTBEAT;
        if (future && !beats && namesSomebody(look)) {
            assertThat(broken(look).filter(it -> it.ground() == Ground.LAPSED)).isEmpty();
        }
    }

    @Property(tries = 20_000)
    void a_store_that_is_not_ours_and_a_lock_of_another_kind_are_never_touched(
            @ForAll("looks") LockLook look) {
        if (broken(look).isEmpty()) {
            return;
        }
        assertThat(look.era()).isIn(Era.SINGLE_FILE, Era.DIRECTORY);
        assertThat(look.facts().type()).isEqualTo(FileType.REGULAR);
        assertThat(look.facts().links()).isEqualTo(1);
        assertThat(look.facts().uid()).isEqualTo(LockEvidence.UID);
        assertThat(look.guard()).isEmpty();
        assertThat(look.reading()).isInstanceOf(LockReading.Read.class);
    }

    @Property(tries = 20_000)
    void after_a_gap_only_time_since_then_makes_a_lock_old(@ForAll("looks") LockLook look) {
        Optional<Breakable> found = broken(look);
        if (look.watched().firstSeen().isEmpty()
                && found.filter(it -> it.verdict().equals("live-owner-lease-lapsed")).isPresent()) {
            assertThat(look.watched().time())
                    .isGreaterThanOrEqualTo(
                            LockTerm.of(look, LockRuleTest.LIMITS).source()
                                            == LockTerm.Source.HEARTBEAT
                                    ? Duration.ZERO
                                    : LockTerm.of(look, LockRuleTest.LIMITS).limit());
        }
    }

    @Property(tries = 20_000)
    void a_paused_owner_and_a_machine_that_has_just_resumed_are_waited_for(
            @ForAll("looks") LockLook look) {
        Optional<Breakable> found = broken(look);
        if (found.filter(it -> it.ground() == Ground.LAPSED).isEmpty() || !namesSomebody(look)) {
            return;
        }
        assertThat(look.watched().sinceDisturbance()).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
        assertThat(look.owner().sight())
                .hasValueSatisfying(sight ->
                        assertThat(sight)
                                .isInstanceOfSatisfying(
                                        ProcessSight.Running.class,
                                        running ->
                                                assertThat(running.activity())
                                                        .isEqualTo(ProcessSight.Activity.RUNNING)));
    }

    @Property(tries = 20_000)
    void crash_evidence_is_kept_while_nobody_had_the_chance_to_use_it(
            @ForAll("looks") LockLook look) {
        Optional<Breakable> found = broken(look);
        if (found.filter(it -> it.ground() == Ground.DEAD_OWNER).isPresent()
                && namesSomebody(look)
                && look.running() != Running.NO
                && LockRule.isTranscripts(look)) {
            assertThat(look.owner().gateways()).isNotEmpty();
        }
    }

    /// So that none of the above holds for want of cases.
    @Property(tries = 1)
    void every_verdict_comes_up(@ForAll Random random) {
        List<String> seen =
                Stream.generate(() -> RULE.judge(anything(random)).verdict())
                        .limit(50_000)
                        .distinct()
                        .toList();
        assertThat(seen)
                .contains(
                        "dead-owner",
                        "dead-owner-zombie",
                        "dead-owner-previous-boot",
                        "recycled-pid",
                        "recycled-unproven",
                        "open-handle",
                        "awaiting-restart-recovery",
                        "live-owner-lease-lapsed",
                        "lease-lapsed-but-progressing",
                        "leaked-by-live-owner",
                        "session-ended",
                        "missing-owner",
                        "clock-skew",
                        "owner-paused",
                        "just-resumed",
                        "blind",
                        "namespace-unknown",
                        "owner-unknown");
    }
}
