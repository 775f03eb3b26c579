package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// Looks at locks and at what can be known about their owners. Changes nothing.
public final class LockObserver {

    private static final String RECLAIM_GUARD = ".reclaim";
    private static final String CHANGED = "it changed while it was looked at";

    private final Root root;
    private final BooleanSupplier synchronised;
    private final ProcessTable processes;
    private final SessionRecords records;
    private final LockMemory memory;
    private final TakeoverWatch takeovers;
    private List<Gateway> gateways = List.of();
    private long gatewaysSeenIn = -1;

    /// @param synchronised whether the wall clock is known to be right
    public LockObserver(
            Root root,
            BooleanSupplier synchronised,
            ProcessTable processes,
            SessionRecords records,
            LockMemory memory,
            TakeoverWatch takeovers) {
        this.root = root;
        this.synchronised = synchronised;
        this.processes = processes;
        this.records = records;
        this.memory = memory;
        this.takeovers = takeovers;
    }

    /// Begins a look at any number of locks.
    public void beginLook() {
        memory.beginLook();
        records.beginLook();
    }

    /// Looks at one lock; empty if it does not stand there any more.
    public Optional<LockLook> look(Place store, Era era, LockName lock, Moment now)
            throws IOException {
        try (Directory directory = root.open(store)) {
            Facts before = directory.facts();
            Optional<Facts> seen = directory.look(lock.name());
            if (seen.isEmpty()) {
                lookWithout(directory, before, lock, now);
                return Optional.empty();
            }
            return look(directory, era, lock, seen.get(), now);
        } catch (NoSuchFileException | RefusedException storeGone) {
            return Optional.empty();
        }
    }

    private void lookWithout(Directory directory, Facts before, LockName lock, Moment now)
            throws IOException {
        Place place = directory.place().child(lock.name());
        if (lock.kind() == LockName.Kind.TRANSCRIPT && takeovers.knows(place)) {
            takeovers.free(
                    directory,
                    place,
                    before,
                    Subject.look(directory, lock.subject(), Optional.empty()),
                    now.wall());
        }
    }

    private Optional<LockLook> look(
            Directory directory, Era era, LockName lock, Facts seen, Moment now)
            throws IOException {
        Place store = directory.place();
        Place place = store.child(lock.name());
        Optional<LockHistory> before = memory.of(place);
        Optional<Subject> subject =
                Subject.look(directory, lock.subject(), before.flatMap(LockHistory::subject));
        Optional<Opened> standing = openOnceMore(directory, lock.name(), seen, before);
        return standing.isEmpty()
                ? Optional.empty()
                : Optional.of(look(directory, era, lock, standing.get(), subject, now));
    }

    private LockLook look(
            Directory directory,
            Era era,
            LockName lock,
            Opened opened,
            Optional<Subject> subject,
            Moment now)
            throws IOException {
        Place store = directory.place();
        Place place = store.child(lock.name());
        Optional<LockHistory> before = memory.of(place);
        LockHistory history =
                memory.see(place, opened.facts, opened.sha256(before), subject, now.wall());
        if (lock.kind() == LockName.Kind.TRANSCRIPT) {
            takeovers.held(place, opened.facts, opened.reading, subject);
        }
        history.readFailed(opened.reading instanceof LockReading.Failed);
        Optional<Written> written =
                opened.reading instanceof LockReading.Read(Written known, _, _)
                        ? Optional.of(known)
                        : Optional.empty();
        LockOwner owner = owner(written, history.hasBeaten());
        boolean certain = isCertain(written, owner);
        if (certain) {
            history.witness();
        }
        LockLook.Watched watched = memory.watched(history, place);
        boolean ofSession = lock.kind() == LockName.Kind.TRANSCRIPT;
        return new LockLook(
                store,
                era,
                lock,
                opened.facts,
                opened.reading,
                subject.map(Subject::identity),
                guard(directory, lock.name()),
                opened.inUse,
                owner,
                ofSession && !certain
                        ? records.running(store, era, lock.subject())
                        : SessionRecords.Running.CANNOT_TELL,
                ofSession && keptOpen(opened.reading) && !history.hasBeaten()
                        ? records.ended(store, lock.subject())
                        : Optional.empty(),
                watched,
                clock(now));
    }

    /// What another party makes beside a lock while it reclaims it.
    public static Optional<Name> guardOf(Name lock) {
        return Name.parse(lock.value() + RECLAIM_GUARD);
    }

    private static Optional<Facts> guard(Directory store, Name lock) throws IOException {
        Optional<Name> guard = guardOf(lock);
        return guard.isEmpty() ? Optional.empty() : store.look(guard.get());
    }

    /// The lock that such a guard stands beside, or stood.
    static Optional<LockName> guardedBy(Name guard) {
        String value = guard.value();
        return value.endsWith(RECLAIM_GUARD)
                ? Name.parse(value.substring(0, value.length() - RECLAIM_GUARD.length()))
                        .flatMap(LockName::recognise)
                : Optional.empty();
    }

    /// The guard beside a lock that does not stand there.
    public Optional<Facts> guard(Place lock) throws IOException {
        try (Directory directory = root.open(lock.parent())) {
            return guard(directory, lock.name());
        } catch (NoSuchFileException | RefusedException storeGone) {
            return Optional.empty();
        }
    }

    private static boolean isCertain(Optional<Written> written, LockOwner owner) {
        return written.isPresent()
                && owner.sight().isPresent()
                && LockOwner.isCertain(written.get(), owner.sight().get());
    }

    /// Looks again if it changes meanwhile: gateways hold some locks for milliseconds only. Empty
    /// if it does not stand there any more.
    private Optional<Opened> openOnceMore(
            Directory directory, Name name, Facts seen, Optional<LockHistory> history)
            throws IOException {
        Opened opened = open(directory, name, seen, history);
        if (!opened.reading.equals(new LockReading.Failed(CHANGED))) {
            return Optional.of(opened);
        }
        return directory.look(name).map(now -> open(directory, name, now, history));
    }

    /// Its content, and whether anybody has it open: never asked of a lock that beats, whose owner
    /// need not keep it open (`protocols.md` 5, evidence 1).
    private Opened open(Directory directory, Name name, Facts seen, Optional<LockHistory> history) {
        InUse notAsked = new InUse.Unknown("not asked");
        if (seen.type() != FileType.REGULAR || seen.size() > LockPayload.MAX_BYTES) {
            return new Opened(seen, new LockReading.NotOpened(), notAsked);
        }
        try (Pinned file = directory.pin(name)) {
            Facts facts = file.facts();
            LockReading.Read reading = LockFile.read(file);
            boolean ask = history.filter(LockHistory::hasBeaten).isEmpty() && keptOpen(reading);
            if (!ask) {
                return new Opened(facts, reading, notAsked);
            }
            InUse inUse = file.claim();
            file.release();
            return new Opened(facts, reading, inUse);
        } catch (NoSuchFileException | RefusedException changed) {
            return new Opened(seen, new LockReading.Failed(CHANGED), notAsked);
        } catch (IOException unreadable) {
            return new Opened(
                    seen, new LockReading.Failed(unreadable.getClass().getSimpleName()), notAsked);
        }
    }

    /// Whether its holder, by its kind, keeps it open and gives no other sign of life.
    private static boolean keptOpen(LockReading reading) {
        return reading instanceof LockReading.Read read && read.payload().keptOpen();
    }

    /// What costs a look at every process is not asked about an owner that beats and is certain.
    private LockOwner owner(Optional<Written> written, boolean beats) {
        Visibility visibility = processes.visibility();
        if (written.isEmpty() || written.get().pid().isEmpty()) {
            return new LockOwner(
                    Optional.empty(), visibility, new NamespaceProof.Unproven("no pid"), List.of());
        }
        long pid = written.get().pid().getAsLong();
        ProcessSight sight = processes.look(pid);
        boolean certain = LockOwner.isCertain(written.get(), sight);
        return new LockOwner(
                Optional.of(sight),
                visibility,
                certain
                        ? new NamespaceProof.Proven("its start time is the one in the lock")
                        : processes.namespace(pid, root.path()),
                certain && beats ? List.of() : gateways());
    }

    private List<Gateway> gateways() {
        if (gatewaysSeenIn != memory.lookNumber()) {
            gatewaysSeenIn = memory.lookNumber();
            gateways = processes.gateways(root.path());
        }
        return gateways;
    }

    private LockLook.Clock clock(Moment now) {
        Instant booted = now.wall().minusNanos(now.boottimeNanos());
        return new LockLook.Clock(now.wall(), booted, now.suspended(), synchronised.getAsBoolean());
    }

    /// What has changed since this look at what the lock guards, or about its owner; empty when
    /// nothing has.
    ///
    /// @param workCounts whether a change of what it guards counts
    public Optional<String> changed(Directory store, LockLook look, boolean workCounts)
            throws IOException {
        if (workCounts
                && !store.look(look.lock().subject()).map(Facts::identity).equals(look.subject())) {
            return Optional.of("what it guards has changed");
        }
        OptionalLong pid = look.written().map(Written::pid).orElse(OptionalLong.empty());
        return pid.isEmpty()
                        || isStill(
                                look.owner().sight().orElseThrow(), processes.look(pid.getAsLong()))
                ? Optional.empty()
                : Optional.of("its owner is not as it was");
    }

    private static boolean isStill(ProcessSight before, ProcessSight now) {
        return switch (now) {
            case ProcessSight.Gone _ -> before instanceof ProcessSight.Gone;
            case ProcessSight.Zombie _ -> before instanceof ProcessSight.Zombie;
            case ProcessSight.Unknown _ -> false;
            case ProcessSight.Running running ->
                    before instanceof ProcessSight.Running earlier
                            && running.startTicks().equals(earlier.startTicks())
                            && running.activity() == earlier.activity();
        };
    }

    private record Opened(Facts facts, LockReading reading, InUse inUse) {

        /// A lock that cannot be read just now is taken for the one that was seen before.
        String sha256(Optional<LockHistory> before) {
            return reading instanceof LockReading.Read read
                    ? read.sha256()
                    : before.map(LockHistory::sha256).orElse("");
        }
    }
}
