package dev.sessionwatchdog.store.forensic;

import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.KernelLock;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.NoSpaceException;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The writer of a forensic log: lines that are each chained to the one before.
///
/// What [#append] took is durable when [#commit] returns, and only then; one commit serves a batch.
/// After any error of the disk the log takes nothing more and says so ([LogFailedException]): a
/// failed sync is never tried again, and whoever needs evidence before an act must not act. Only a
/// new [#open] looks at the disk again.
///
/// A full file system is no such error where space can be set aside ahead: intents and outcomes go
/// on, out of the reserve, and when that is needed for outcomes an intent is refused and nothing
/// else happens ([LogFullException]). Meanwhile the head lags, segments grow beyond their size, and
/// observations that find no room are counted and the count is told. Where no space can be set
/// aside, by file system or system, a full disk is an error like any other.
///
/// One log has one writer, by the kernel's lock. A writer is used by one thread at a time. It
/// survives the end of its process at any point: the next writer goes on from the last whole line
/// and keeps a torn one as evidence. What it does not do: hide a break; see [ForensicVerifier].
public final class ForensicLog implements Closeable {

    /// The action of the events about old segments that went.
    public static final String EXPIRE = Expiry.ACTION;

    private static final int MOST_SHOWN = 2_000;

    private final Directory directory;
    private final Time time;
    private final Rotation rotation;
    private final TimeBasedEpochGenerator ids;
    private final KernelLock lock;
    private final List<String> remarks;
    private long begins;
    private ActiveSegment active;
    private final Reserve reserve = new Reserve();
    private final Seals seals;
    private LineText text;
    private Link last;
    private Link committed;
    private Optional<IOException> failure = Optional.empty();
    private Consumer<ForensicEvent> listener = _ -> {};
    private Optional<Consumer<RawLine>> lineListener = Optional.empty();
    private Optional<Consumer<Committed>> committedListener = Optional.empty();
    private final Deque<Committed> uncommitted = new ArrayDeque<>();

    private ForensicLog(
            Directory directory,
            Time time,
            Origin origin,
            Rotation rotation,
            RandomGenerator random,
            KernelLock lock,
            Recovery.Recovered recovered) {
        this.directory = directory;
        this.time = time;
        this.text = new LineText(origin);
        this.rotation = rotation;
        this.ids = new TimeBasedEpochGenerator(Random.from(random));
        this.lock = lock;
        this.remarks = recovered.remarks();
        this.begins = recovered.begins();
        this.active = recovered.active();
        this.seals = new Seals(directory, recovered.sealed());
        this.last = recovered.last().orElse(Link.none(origin.chainId()));
        this.committed = last;
    }

    /// Opens the log in a directory, beginning one if there is none. Reads from the end only.
    ///
    /// The directory stays the caller's to close, after the log.
    ///
    /// @param random for event ids; with a simulated clock and a seed every line is reproducible
    /// @throws LogInUseException if another process writes it
    public static ForensicLog open(
            Directory directory,
            Time time,
            Origin origin,
            Rotation rotation,
            RandomGenerator random)
            throws IOException {
        KernelLock lock =
                directory
                        .lock(LogFiles.LOCK)
                        .orElseThrow(() -> new LogInUseException(directory.place().toString()));
        try {
            directory.dropUnfinished(LogFiles.HEAD);
            Recovery.Recovered recovered = Recovery.recover(directory);
            recovered.active().setAside(0);
            return new ForensicLog(directory, time, origin, rotation, random, lock, recovered);
        } catch (IOException | RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    /// What was found at the start that a person should know: a torn line, a head that disagrees
    /// with the log. Everything is kept on disk; sentences, without names from outside.
    public List<String> remarks() {
        return remarks;
    }

    /// The sequence of the last line; 0 if there is none.
    public long sequence() {
        return last.sequence();
    }

    /// From now on events come from here. The chain keeps the name that it was begun with.
    public void origin(Origin changed) {
        text = new LineText(changed);
    }

    /// Shows every event from now on to somebody else too, after it is in the log.
    public void onAppend(Consumer<ForensicEvent> shown) {
        listener = shown;
    }

    /// Shows every line from now on to somebody else too, after it is in the log; it may not be
    /// durable yet.
    public void onLine(Consumer<RawLine> shown) {
        lineListener = Optional.of(shown);
    }

    /// Shows every event from now on to somebody else too, when it is durable. Of a batch that is
    /// larger than any of ours only the newest are shown.
    public void onCommit(Consumer<Committed> shown) {
        committedListener = Optional.of(shown);
    }

    /// Writes one line, in one write; it is durable after [#commit].
    ///
    /// @return the event's id
    /// @throws LogFullException if it is an intent and there is no room; nothing was written
    /// @throws LogFailedException if it fails now, and from now on
    public String append(ForensicEvent event) throws IOException {
        requireSound();
        Moment moment = time.moment();
        String id = id(moment);
        try {
            if (active.isShort(reserve.promised())) {
                lookForSpace(moment);
            }
            byte[] line = render(event, id, moment);
            if (!reserve.isFull() && active.isFull(rotation, moment, line.length)) {
                rotate(moment);
                line = render(event, id, moment);
            }
            if (reserve.admits(event, line.length, active.room())) {
                write(event, id, moment, line);
            }
            return id;
        } catch (LogFullException full) {
            throw full;
        } catch (IOException now) {
            throw latched(now);
        }
    }

    private String id(Moment moment) {
        return ids.construct(moment.wall().toEpochMilli()).toString();
    }

    private void write(ForensicEvent event, String id, Moment moment, byte[] line)
            throws IOException {
        Link next = last.next(segment(), line);
        active.append(next, moment, line);
        last = next;
        reserve.written(event.phase());
        listener.accept(event);
        lineListener.ifPresent(shown ->
                shown.accept(
                        new RawLine(
                                LogFiles.ACTIVE, OptionalLong.empty(), RawLine.Form.WHOLE, line)));
        if (committedListener.isPresent()) {
            if (uncommitted.size() == MOST_SHOWN) {
                uncommitted.removeFirst();
            }
            uncommitted.add(
                    new Committed(event, id, next.chainId(), next.sequence(), next.sha256()));
        }
    }

    private void lookForSpace(Moment moment) throws IOException {
        Optional<LogEvent> change = reserve.look(active, moment);
        if (change.isPresent()) {
            String id = id(moment);
            byte[] line = render(change.get(), id, moment);
            if (!reserve.isFull() || line.length <= active.room()) {
                write(change.get(), id, moment, line);
            }
        }
    }

    private byte[] render(ForensicEvent event, String id, Moment moment) {
        return new Envelope(id, last, segment(), moment, text).line(event);
    }

    /// The segment that the next line will stand in: a new file is a new segment.
    private long segment() {
        return active.isEmpty() ? last.segment() + 1 : last.segment();
    }

    /// Makes all that was appended durable, then the head says so.
    ///
    /// @throws LogFailedException if it fails now: it is not known what is durable, and nothing is
    ///   taken any more
    public void commit() throws IOException {
        requireSound();
        try {
            if (reserve.isFull()) {
                lookForSpace(time.moment());
            }
            force();
        } catch (IOException now) {
            throw latched(now);
        }
    }

    private void force() throws IOException {
        if (committed.sequence() == last.sequence()) {
            return;
        }
        active.sync();
        active.proveNamed();
        if (!lock.stillNamed()) {
            throw new IOException(
                    LogFiles.LOCK + ": somebody deleted or replaced the writer's lock");
        }
        try {
            directory.replace(LogFiles.HEAD, last.head(begins, seals.newest()).json());
        } catch (NoSpaceException full) {
            // It lags behind then, as after a crash; the lines are durable.
        }
        committed = last;
        committedListener.ifPresent(uncommitted::forEach);
        uncommitted.clear();
    }

    private void rotate(Moment moment) throws IOException {
        force();
        Optional<ActiveSegment> next = ActiveSegment.prepare(directory);
        if (next.isEmpty()) {
            lookForSpace(moment);
            return;
        }
        Name closed = LogFiles.sealed(active.beginning().map(it -> it.sequence()).orElseThrow());
        Optional<SegmentSum.Counting> counted = active.counted();
        active.release();
        active.close();
        active = next.get();
        ActiveSegment.promote(directory, closed);
        seals.finished(counted);
    }

    /// Removes the oldest finished segments as far as they are too old or too much, announced in
    /// the log before and concluded after. The newest finished segment stays; so does every segment
    /// from the first on that holds a needed event, or is not what was sealed, which is evidence.
    ///
    /// @param needed ids of events that somebody still needs
    /// @param most so many segments at most
    /// @return how many went
    public int expire(Retention retention, Set<String> needed, int most) throws IOException {
        requireSound();
        Instant now = time.moment().wall();
        Expiry.Due due = Expiry.due(directory, retention, now, needed, most);
        if (due.seals().isEmpty()) {
            return 0;
        }
        String intent = append(LogEvent.expiring(due));
        commit();
        Phase outcome = remove(due);
        append(LogEvent.expired(due, intent, outcome));
        commit();
        return outcome == Phase.DONE ? due.seals().size() : 0;
    }

    /// What cannot be removed stays, and is due again.
    private Phase remove(Expiry.Due due) {
        try {
            for (Seal.Found seal : due.seals()) {
                // In this order, also after a crash: a seal without its segment is gone on with.
                directory.delete(LogFiles.sealed(seal.first()));
                directory.sync();
                directory.delete(seal.name());
                directory.sync();
            }
            begins = due.last().last() + 1;
            return Phase.DONE;
        } catch (IOException failure) {
            return Phase.FAILED;
        }
    }

    /// Intents that nothing concludes, oldest first: a writer ended between an act's two events.
    /// Looks from the end back to the last event of `quietAction`.
    ///
    /// At most [OpenIntents#LIMIT], the newest of them; after concluding that many, ask again.
    ///
    /// @param quietAction the action of events that the writer only writes while no intent is open;
    ///   with a writer that breaks this promise, older intents stay unseen here
    public List<OpenIntent> openIntents(String quietAction) throws IOException {
        requireSound();
        return new OpenIntents(new ForensicReader(directory), quietAction).find();
    }

    private void requireSound() throws LogFailedException {
        if (failure.isPresent()) {
            throw new LogFailedException(
                    "the forensic log failed before: " + failure.get().getMessage(), failure.get());
        }
    }

    private LogFailedException latched(IOException now) {
        failure = Optional.of(now);
        return new LogFailedException("the forensic log failed: " + now.getMessage(), now);
    }

    /// Commits what was not yet committed, unless the log failed, and gives up the lock.
    @Override
    public void close() throws IOException {
        try (KernelLock _ = lock;
                ActiveSegment _ = active) {
            if (failure.isEmpty()) {
                failure = Optional.of(new LogFailedException("the log is closed"));
                force();
            }
        }
    }
}
