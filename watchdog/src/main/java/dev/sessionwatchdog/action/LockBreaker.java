package dev.sessionwatchdog.action;

import dev.sessionwatchdog.decision.LockDecision;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockLimits;
import dev.sessionwatchdog.finding.LockRule;
import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockObserver;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.observation.LockReading;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.quarantine.Prepared;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// Breaks the locks that were decided on: all intents are durable first, then each is looked at
/// once more, captured, verified, and put back if it was another one (`protocols.md` 5).
///
/// A gateway's lock cannot be fenced: an owner that wakes up later may still write.
public final class LockBreaker {

    private final Root root;
    private final Time time;
    private final ForensicLog log;
    private final LockObserver observer;
    private final QuarantineDirectory quarantine;
    private final LockLimits limits;
    private final Duration keep;
    private final RandomGenerator random;
    private final BooleanSupplier stopping;
    private final LockCapture capture;

    /// @param keep how long a broken lock is kept at least
    /// @param stopping asked before each lock; what is left then is not touched
    public LockBreaker(
            Root root,
            Time time,
            ForensicLog log,
            LockObserver observer,
            QuarantineDirectory quarantine,
            LockLimits limits,
            Duration keep,
            RandomGenerator random,
            BooleanSupplier stopping) {
        this.root = root;
        this.time = time;
        this.log = log;
        this.observer = observer;
        this.quarantine = quarantine;
        this.limits = limits;
        this.keep = keep;
        this.random = random;
        this.stopping = stopping;
        this.capture = new LockCapture(root);
    }

    /// What became of one decision.
    ///
    /// @param intent the event that announced it
    /// @param broken whether it is in quarantine now
    /// @param putBack whether another lock was captured and stands there again
    public record Outcome(
            LockFinding.Breakable breakable,
            String intent,
            boolean broken,
            boolean putBack,
            Tally tally) {}

    /// Carries out the decisions in their order.
    ///
    /// @throws IOException if the forensic log cannot be written: nothing more may be done then
    public List<Outcome> breakAll(List<LockDecision.Break> decisions, String sweep)
            throws IOException {
        List<IntendedBreak> intents = new ArrayList<>();
        for (LockDecision.Break decision : decisions) {
            intents.add(announce(decision.breakable(), sweep));
        }
        log.commit();
        List<Outcome> outcomes = new ArrayList<>();
        for (IntendedBreak intended : intents) {
            outcomes.add(carryOut(intended, sweep));
        }
        log.commit();
        return outcomes;
    }

    /// Breaks one lock because a person asked for it: the same acts after the same last look, with
    /// the person's reason in the log.
    ///
    /// @throws IOException if the forensic log cannot be written: nothing was done then
    public Outcome breakAsked(LockDecision.Break decision, String why, String sweep)
            throws IOException {
        IntendedBreak intended = announce(decision.breakable(), sweep, Optional.of(why));
        log.commit();
        Outcome outcome = carryOut(intended, sweep);
        log.commit();
        return outcome;
    }

    private IntendedBreak announce(LockFinding.Breakable breakable, String sweep)
            throws IOException {
        return announce(breakable, sweep, Optional.empty());
    }

    /// @param asked why a person wants it
    private IntendedBreak announce(
            LockFinding.Breakable breakable, String sweep, Optional<String> asked)
            throws IOException {
        String id = QuarantineDirectory.newId(random);
        IntendedBreak draft =
                new IntendedBreak(
                        breakable,
                        "",
                        id,
                        quarantine.contentOf(id),
                        time.moment().wall().plus(keep));
        Event event = LockBreakEvents.intent(root, draft, limits, sweep);
        asked.ifPresent(why -> event.label("asked_by_hand", "true").label("reason", why));
        return draft.announcedBy(log.append(event));
    }

    private Outcome carryOut(IntendedBreak intended, String sweep) throws IOException {
        if (stopping.getAsBoolean()) {
            return conclude(intended, new Result.NotTried(), false, sweep);
        }
        Capture captured;
        try (Prepared item = quarantine.prepare(intended.record(time.moment().wall()))) {
            captured = take(intended, item);
        } catch (IOException failure) {
            return conclude(intended, new Result.Failed(failure), false, sweep);
        }
        boolean putBack = captured instanceof Capture.PutBack;
        Outcome outcome = conclude(intended, Result.of(captured), putBack, sweep);
        if (putBack || captured instanceof Capture.Stranded) {
            log.commit();
            new LockHealing(root)
                    .heal(intended.place(), new Heal(intended.breakable().look(), sweep));
        }
        return outcome;
    }

    private Capture take(IntendedBreak intended, Prepared item) {
        LockFinding.Breakable breakable = intended.breakable();
        LockLook look = breakable.look();
        if (!(look.reading() instanceof LockReading.Read read)) {
            return new Capture.Overtaken("it was not read");
        }
        ExaminedLock lock =
                new ExaminedLock(
                        look.place(), look.facts(), new ContentHash(read.sha256(), "full"));
        InUseDemand demand = breakable.closed() ? InUseDemand.CLOSED : InUseDemand.NOT_ASKED;
        return capture.take(
                lock,
                item,
                demand,
                (directory, _) -> observer.changed(directory, look, breakable.workCounts()));
    }

    private Outcome conclude(IntendedBreak intended, Result result, boolean putBack, String sweep)
            throws IOException {
        log.append(LockBreakEvents.outcome(root, intended, result, sweep));
        return new Outcome(
                intended.breakable(),
                intended.intent(),
                result instanceof Result.Quarantined,
                putBack,
                result.tally(intended.breakable().look().facts().size()));
    }

    /// Takes what stands abandoned where a lock was put back.
    private final class Heal implements LockHealing.Caller {

        private final LockLook examined;
        private final String sweep;
        private LockPayload payload = new LockPayload.Empty();
        private String raw = "";
        private Optional<IntendedBreak> intended = Optional.empty();

        private Heal(LockLook examined, String sweep) {
            this.examined = examined;
            this.sweep = sweep;
        }

        @Override
        public boolean keptOpen(byte[] bytes) {
            payload = LockPayload.parse(bytes);
            raw = new String(bytes, StandardCharsets.UTF_8);
            return payload.keptOpen();
        }

        @Override
        public Prepared announce(ExaminedLock lock) throws IOException {
            LockReading reading = new LockReading.Read(payload, lock.hash().sha256(), raw);
            LockLook look = examined.another(lock.facts(), reading);
            IntendedBreak announced = LockBreaker.this.announce(LockRule.abandoned(look), sweep);
            log.commit();
            intended = Optional.of(announced);
            return quarantine.prepare(announced.record(time.moment().wall()));
        }

        @Override
        public void conclude(ExaminedLock lock, Capture captured) throws IOException {
            LockBreaker.this.conclude(intended.orElseThrow(), Result.of(captured), false, sweep);
            log.commit();
        }
    }
}
