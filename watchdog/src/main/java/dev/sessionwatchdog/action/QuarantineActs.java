package dev.sessionwatchdog.action;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.quarantine.Item;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Removal;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What a person does with the quarantine, putting something back or deleting it for good, and what
/// the daemon deletes after its time. All are announced in the forensic log before, and concluded
/// after.
public final class QuarantineActs {

    public static final String RESTORE = "quarantine.restore";
    public static final String PURGE = "quarantine.purge";

    private final Root root;
    private final ForensicLog log;
    private final QuarantineDirectory quarantine;
    private final Pace pace;
    private final Supplier<Set<String>> needed;

    /// When an item was seen first, by our own clock; at most as many as the quarantine lists.
    private final Map<String, Moment> seen = new HashMap<>();

    /// @param pace at which goes what is due
    /// @param needed ids of events of open incidents, whose items stay
    public QuarantineActs(
            Root root,
            ForensicLog log,
            QuarantineDirectory quarantine,
            Pace pace,
            Supplier<Set<String>> needed) {
        this.root = root;
        this.log = log;
        this.quarantine = quarantine;
        this.pace = pace;
        this.needed = needed;
    }

    /// Puts an item back where it was, or at `to`; never over anything.
    ///
    /// @throws IOException if the forensic log cannot be written; then nothing was done
    public Answer restore(String id, Optional<Place> to) throws IOException {
        Optional<Item> item = quarantine.find(id);
        if (item.isEmpty() || item.get().content().isEmpty()) {
            return Answer.refused("there is nothing in quarantine under " + Printable.of(id));
        }
        Optional<Place> origin = item.get().record().map(ItemRecord::from);
        if (to.isEmpty() && origin.isEmpty()) {
            return Answer.refused(id + " has no readable record: say where with --to");
        }
        Place target = to.orElseGet(origin::orElseThrow);
        String what = id + " -> " + Printable.of(target.toString());
        String intent = announce(RESTORE, what, id, target);
        try {
            Removal removal = quarantine.restore(id, target);
            return conclude(RESTORE, what, id, target, intent, removal, "restored");
        } catch (FileAlreadyExistsException taken) {
            return refused(
                    RESTORE, what, id, target, intent, "its name is taken; it stays in quarantine");
        } catch (NoSuchFileException | RefusedException noWay) {
            return refused(
                    RESTORE, what, id, target, intent, "its directory is not there any more");
        } catch (IOException failure) {
            return failed(RESTORE, what, id, target, intent, failure);
        }
    }

    /// Deletes for good what has been kept long enough, oldest first; what does not fit into one
    /// turn of the pace stays for the next call.
    ///
    /// @param most so many at most
    /// @return how many went
    /// @throws IOException if the forensic log cannot be written, or the quarantine be read
    public int purgeWhatIsDue(Config.Quarantine settings, Moment now, int most)
            throws IOException, InterruptedException {
        int gone = 0;
        List<Item> items = quarantine.list();
        items.forEach(item -> seen.putIfAbsent(item.id(), now));
        seen.keySet().retainAll(items.stream().map(Item::id).collect(Collectors.toSet()));
        List<QuarantineExpiry.Due> all =
                new QuarantineExpiry(
                                settings, now.wall(), id -> now.since(seen.getOrDefault(id, now)))
                        .due(items, root.space(), needed.get());
        Allowance allowance = pace.allowance(most);
        for (QuarantineExpiry.Due due : all) {
            if (allowance.isSpent() || !pace.spend(due.size())) {
                break;
            }
            allowance.take(due.size());
            Answer answer = purge(due.item().id(), Optional.of(due));
            gone += answer.kind() == Answer.Kind.DONE ? 1 : 0;
        }
        return gone;
    }

    /// Events that announced what is in quarantine: they name the command that brings it back.
    public Set<String> events() throws IOException {
        return quarantine.list().stream()
                .filter(item -> item.content().isPresent())
                .flatMap(item -> item.record().stream())
                .map(ItemRecord::event)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// How much is in quarantine.
    public Holding holding() throws IOException {
        List<Facts> contents =
                quarantine.list().stream().flatMap(item -> item.content().stream()).toList();
        return new Holding(contents.size(), contents.stream().mapToLong(Facts::size).sum());
    }

    /// What is in quarantine, items of which only the record is left not counted.
    public record Holding(int items, long bytes) {}

    /// Deletes an item for good, unless an open incident needs it.
    ///
    /// @throws IOException if the forensic log cannot be written; then nothing was done
    public Answer purge(String id) throws IOException {
        return purge(id, Optional.empty());
    }

    private Answer purge(String id, Optional<QuarantineExpiry.Due> why) throws IOException {
        Optional<Item> item = quarantine.find(id);
        if (item.isEmpty()) {
            return Answer.refused("there is nothing in quarantine under " + Printable.of(id));
        }
        if (item.get().record().map(ItemRecord::event).filter(needed.get()::contains).isPresent()) {
            return Answer.refused(
                    id
                            + " is the evidence of a break of which it is still watched whether it"
                            + " helped; session-watchdog locks shows that, purge it later");
        }
        Place content = quarantine.contentOf(id);
        String what =
                id
                        + item.get()
                                .content()
                                .map(facts -> ", " + Spans.bytes(facts.size()))
                                .orElse(", empty");
        Event announced = about(PURGE, Phase.INTENT, Level.INFO, what, id, content);
        why.ifPresent(
                due -> announced.because(due.rule()).rule(due.rule(), 1, "act", due.checks()));
        String intent = log.append(announced);
        log.commit();
        try {
            Removal removal = quarantine.purge(id);
            return conclude(PURGE, what, id, content, intent, removal, "deleted for good");
        } catch (IOException failure) {
            return failed(PURGE, what, id, content, intent, failure);
        }
    }

    private String announce(String action, String what, String id, Place place) throws IOException {
        String intent = log.append(about(action, Phase.INTENT, Level.INFO, what, id, place));
        log.commit();
        return intent;
    }

    private Event about(
            String action, Phase phase, Level level, String what, String id, Place place) {
        return Event.of(action, phase, level, action + " " + phase.word() + ": " + what)
                .label("quarantine_id", id)
                .member(FileMember.where(root, place));
    }

    private Answer conclude(
            String action,
            String what,
            String id,
            Place place,
            String intent,
            Removal removal,
            String success)
            throws IOException {
        return switch (removal) {
            case Removal.Done done -> {
                log.append(
                        about(action, Phase.DONE, Level.INFO, what, id, place)
                                .concluding(intent)
                                .degraded(!done.proven()));
                log.commit();
                yield new Answer(Answer.Kind.DONE, what + ": " + success);
            }
            case Removal.Overtaken overtaken ->
                    refused(action, what, id, place, intent, overtaken.found());
            case Removal.PutBack back ->
                    refused(action, what, id, place, intent, back.found() + ", put back");
            case Removal.Indeterminate unclear -> {
                log.append(
                        about(action, Phase.INDETERMINATE, Level.ERROR, what, id, place)
                                .alert()
                                .because(Printable.of(unclear.found()))
                                .concluding(intent));
                log.commit();
                yield new Answer(Answer.Kind.FAILED, what + ": " + unclear.found());
            }
        };
    }

    private Answer refused(
            String action, String what, String id, Place place, String intent, String why)
            throws IOException {
        log.append(
                about(action, Phase.REFUSED, Level.WARN, what, id, place)
                        .because(Printable.of(why))
                        .concluding(intent));
        log.commit();
        return Answer.refused(what + ": " + why);
    }

    private Answer failed(
            String action, String what, String id, Place place, String intent, IOException failure)
            throws IOException {
        log.append(
                about(action, Phase.FAILED, Level.ERROR, what, id, place)
                        .failure(failure)
                        .concluding(intent));
        log.commit();
        return new Answer(Answer.Kind.FAILED, what + ": " + failure.getMessage());
    }

    /// What became of it, for the person who asked.
    public record Answer(Kind kind, String message) {

        /// How it ended.
        public enum Kind {
            DONE,
            REFUSED,
            FAILED
        }

        static Answer refused(String why) {
            return new Answer(Kind.REFUSED, why);
        }
    }
}
