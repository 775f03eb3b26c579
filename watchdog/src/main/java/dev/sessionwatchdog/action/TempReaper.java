package dev.sessionwatchdog.action;

import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.decision.Decision.Disposal;
import dev.sessionwatchdog.finding.TempRule;
import dev.sessionwatchdog.observation.CloseObserver;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.HeldDirectory;
import dev.sessionwatchdog.observation.TempSeen;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.quarantine.LastLook;
import dev.sessionwatchdog.quarantine.Prepared;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.LogFullException;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Removal;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Reaps what was decided: the intents of a batch are durable first, then each file is looked at
/// once more and goes, then the outcomes are made durable.
public final class TempReaper {

    /// Files announced by one sync; also the most that can be open questions after a crash.
    static final int BATCH = 200;

    private final Root root;
    private final Time time;
    private final ForensicLog log;
    private final CloseObserver observer;
    private final QuarantineDirectory quarantine;
    private final Duration keep;
    private final Pace pace;
    private final RandomGenerator random;
    private final Resting resting = new Resting();

    /// @param keep how long a quarantined file is kept at least
    /// @param pace asked before each file; what is left when it says to stop is not touched
    public TempReaper(
            Root root,
            Time time,
            ForensicLog log,
            CloseObserver observer,
            QuarantineDirectory quarantine,
            Duration keep,
            Pace pace,
            RandomGenerator random) {
        this.root = root;
        this.time = time;
        this.log = log;
        this.observer = observer;
        this.quarantine = quarantine;
        this.keep = keep;
        this.pace = pace;
        this.random = random;
    }

    /// What is left alone for now because an act on it has failed.
    public Resting resting() {
        return resting;
    }

    /// Carries out the decisions in their order.
    ///
    /// @throws IOException if the forensic log cannot be written: nothing more may be done then
    /// @throws BrokenPromiseException if something else than the examined file was unlinked
    public Tally reap(List<Decision.Reap> decisions, String sweep)
            throws IOException, InterruptedException {
        Tally tally = Tally.NOTHING;
        for (int from = 0; from < decisions.size(); from += BATCH) {
            int to = Math.min(decisions.size(), from + BATCH);
            tally = tally.plus(reapBatch(decisions.subList(from, to), sweep));
        }
        return tally;
    }

    private Tally reapBatch(List<Decision.Reap> batch, String sweep)
            throws IOException, InterruptedException {
        List<Intended> intents = new ArrayList<>(batch.size());
        try {
            for (Decision.Reap decision : batch) {
                intents.add(announce(decision, sweep));
            }
        } catch (LogFullException enough) {
            // What is announced goes, and makes space for the rest.
            if (intents.isEmpty()) {
                throw enough;
            }
        }
        log.commit();
        Tally tally = new Tally(0, 0, 0, batch.size() - intents.size(), 0);
        try (HeldDirectory held = new HeldDirectory(root, time)) {
            return tally.plus(carryOut(intents, held, sweep));
        }
    }

    private Tally carryOut(List<Intended> intents, HeldDirectory held, String sweep)
            throws IOException, InterruptedException {
        Tally tally = Tally.NOTHING;
        Set<Place> touched = new LinkedHashSet<>();
        for (Intended intended : intents) {
            boolean goesOn = pace.spend(intended.facts().size());
            Result result = goesOn ? carryOut(intended, held) : new Result.NotTried();
            log.append(TempEvents.outcome(root, intended, result, sweep));
            if (result instanceof Result.Unexpected unexpected) {
                log.commit();
                throw new BrokenPromiseException(intended.place() + ": " + unexpected.found());
            }
            if (result instanceof Result.Failed) {
                resting.failed(intended.place(), intended.facts(), time.moment());
            }
            touched.add(intended.place().parent());
            tally = tally.plus(result.tally(intended.facts().size()));
        }
        syncAll(touched);
        log.commit();
        return tally;
    }

    private Intended announce(Decision.Reap decision, String sweep) throws IOException {
        Instant now = time.moment().wall();
        String id =
                decision.disposal() == Disposal.QUARANTINE ? QuarantineDirectory.newId(random) : "";
        Intended draft =
                new Intended(
                        decision,
                        "",
                        id,
                        id.isEmpty() ? Place.TOP : quarantine.contentOf(id),
                        now.plus(keep));
        String intent = log.append(TempEvents.intent(root, draft, now, sweep));
        return draft.announcedBy(intent);
    }

    private Result carryOut(Intended intended, HeldDirectory held) {
        try {
            return switch (intended.decision().disposal()) {
                case DELETE ->
                        lookAndAct(
                                intended,
                                held,
                                (directory, file, demand) ->
                                        demand.during(file, () -> directory.unlink(file)));
                case QUARANTINE -> moveAside(intended, held);
            };
        } catch (NoSuchFileException gone) {
            return new Result.Overtaken("it is gone");
        } catch (RefusedException refused) {
            return new Result.Refused(refused.kind());
        } catch (IOException failure) {
            return new Result.Failed(failure);
        }
    }

    private Result moveAside(Intended intended, HeldDirectory held) throws IOException {
        try (Prepared item = quarantine.prepare(record(intended))) {
            return lookAndAct(
                    intended,
                    held,
                    (directory, file, demand) ->
                            item.take(directory, file, demand, LastLook.NOTHING_MORE));
        }
    }

    /// The act itself, when nothing speaks against it any more.
    private interface Act {
        Removal remove(Directory directory, Pinned file, InUseDemand demand) throws IOException;
    }

    private Result lookAndAct(Intended intended, HeldDirectory held, Act act) throws IOException {
        Directory directory = held.at(intended.place().parent());
        try (Pinned file = directory.pin(intended.place().name())) {
            Facts now = file.opened();
            if (!now.identity().equals(intended.facts().identity()) || now.links() != 1) {
                return new Result.Overtaken("it is not the file that was examined");
            }
            if (!(index(intended, directory) instanceof Health.Good)) {
                return new Result.Overtaken("the index is not proven good any more");
            }
            InUseDemand demand =
                    intended.orphan().degraded() ? InUseDemand.CLOSED_IF_KNOWN : InUseDemand.CLOSED;
            Removal removal = act.remove(directory, file, demand);
            return Result.of(removal, intended.decision().disposal(), now);
        }
    }

    private Health index(Intended intended, Directory beside) throws IOException {
        TempSeen seen = intended.orphan().seen();
        return observer.index(seen.store(), seen.era(), beside);
    }

    private ItemRecord record(Intended intended) {
        Facts facts = intended.facts();
        return new ItemRecord(
                intended.quarantineId(),
                intended.place(),
                TempRule.ID,
                intended.intent(),
                time.moment().wall(),
                intended.expires(),
                facts.device(),
                facts.inode(),
                facts.size(),
                facts.mtime());
    }

    /// What was unlinked stays unlinked after a power cut, as far as this can be had; the outcome
    /// does not depend on it.
    private void syncAll(Set<Place> directories) throws IOException {
        for (Place place : directories) {
            try (Directory directory = root.open(place)) {
                directory.sync();
            } catch (NoSuchFileException | RefusedException replacedMeanwhile) {
                // Nothing of ours is in what stands there now.
            }
        }
    }
}
