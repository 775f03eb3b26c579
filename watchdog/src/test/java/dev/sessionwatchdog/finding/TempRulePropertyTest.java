package dev.sessionwatchdog.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Unknown is never a reason to act.
class TempRulePropertyTest {

    private static final TempRule RULE =
            new TempRule(
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    Evidence.UID,
                    Evidence.NOW,
                    Optional.empty());

    private static Arbitrary<Health> healths() {
        return Arbitraries.of(
                Evidence.good(Duration.ZERO),
                Evidence.good(Duration.ofDays(9)),
                Evidence.damaged(),
                new Health.Missing(),
                new Health.SeenDamagedOnce("torn"),
                new Health.CannotTell("moved"));
    }

    @Provide
    Arbitrary<Evidence> evidence() {
        Arbitrary<Optional<ProcessSight>> writers =
                Arbitraries.of(
                        Optional.empty(),
                        Optional.of(new ProcessSight.Gone()),
                        Optional.of(new ProcessSight.Unknown("hidden")),
                        Optional.of(
                                new ProcessSight.Running(Evidence.NOW.minus(Duration.ofDays(90)))),
                        Optional.of(new ProcessSight.Running(Evidence.NOW)));
        Arbitrary<Visibility> visibilities =
                Arbitraries.of(new Visibility.Sees(), new Visibility.Blind("hidden"));
        Arbitrary<InUse> uses =
                Arbitraries.of(
                        new InUse.Nobody(), new InUse.Somebody(), new InUse.Unknown("no leases"));
        return Combinators.combine(
                        Arbitraries.of(Evidence.PLAIN, Evidence.UNTRACEABLE, Evidence.REPAIR),
                        Arbitraries.longs().between(1, 48).map(Duration::ofHours),
                        writers,
                        visibilities,
                        uses,
                        healths(),
                        healths(),
                        Arbitraries.of(true, false))
                .as((name, age, writer, visibility, use, index, target, exists) -> {
                    Evidence some =
                            Evidence.orphan()
                                    .named(name)
                                    .aged(age)
                                    .openTo(use)
                                    .beside(index)
                                    .towards(target(name, target), Optional.of(exists));
                    return writer.map(sight ->
                                    some.towards(Optional.of(target), Optional.of(exists))
                                            .writtenBy(sight, visibility))
                            .orElse(some);
                });
    }

    private static Optional<Health> target(String name, Health health) {
        return name.equals(Evidence.PLAIN) ? Optional.of(health) : Optional.empty();
    }

    private static boolean unclear(Health health) {
        return health instanceof Health.CannotTell || health instanceof Health.SeenDamagedOnce;
    }

    @Property(tries = 5_000)
    void an_orphan_is_found_only_where_nothing_is_unknown(@ForAll("evidence") Evidence evidence) {
        if (!(RULE.judge(evidence.look(), evidence.index()) instanceof TempFinding.Orphan orphan)) {
            return;
        }
        assertThat(evidence.index()).isInstanceOf(Health.Good.class);
        assertThat(evidence.target().stream()).noneMatch(TempRulePropertyTest::unclear);
        assertThat(evidence.inUse()).isNotInstanceOf(InUse.Somebody.class);
        boolean proven = evidence.inUse() instanceof InUse.Nobody;
        assertThat(orphan.degraded()).isEqualTo(!proven);
        if (evidence.writer().isPresent()) {
            assertThat(evidence.visibility()).isInstanceOf(Visibility.Sees.class);
            assertThat(evidence.writer().get()).isNotInstanceOf(ProcessSight.Unknown.class);
        } else if (!proven) {
            assertThat(evidence.age()).isGreaterThanOrEqualTo(Duration.ofHours(24));
        }
    }

    @Property(tries = 5_000)
    void only_a_whole_and_newer_target_supersedes(@ForAll("evidence") Evidence evidence) {
        if (RULE.judge(evidence.look(), evidence.index()) instanceof TempFinding.Orphan orphan
                && orphan.fate() == TempFinding.Fate.SUPERSEDED) {
            assertThat(evidence.target())
                    .hasValueSatisfying(health ->
                            assertThat(health)
                                    .isInstanceOfSatisfying(
                                            Health.Good.class,
                                            good ->
                                                    assertThat(good.facts().mtime())
                                                            .isAfter(
                                                                    evidence.seen()
                                                                            .facts()
                                                                            .mtime())));
        }
    }
}
