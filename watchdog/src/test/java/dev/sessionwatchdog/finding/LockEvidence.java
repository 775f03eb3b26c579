package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.LockOwner;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.observation.LockReading;
import dev.sessionwatchdog.observation.NamespaceProof;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.SessionRecords.Running;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// All that the lock rules ask about one lock: at first one of a living gateway that holds it open,
/// made an hour ago, first seen then, and idle since; each method makes one thing different.
public final class LockEvidence {

    public static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");
    public static final int UID = 1000;
    public static final long TICKS = 4_711;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Place STORE = Place.of("agents/main/sessions");

    private FileType type = FileType.REGULAR;
    private int links = 1;
    private int uid = UID;
    private long size = 60;
    private Era era = Era.SINGLE_FILE;
    private String name = "a.jsonl.lock";
    private OptionalLong pid = OptionalLong.of(7);
    private Optional<Instant> made = Optional.of(NOW.minus(HOUR));
    private Instant mtime = NOW.minus(HOUR);
    private OptionalLong ticks = OptionalLong.of(TICKS);
    private Optional<Duration> maxHold = Optional.empty();
    private Optional<LockPayload.Lease> lease = Optional.empty();
    private Optional<LockReading> reading = Optional.empty();
    private Optional<Facts> guard = Optional.empty();
    private InUse inUse = new InUse.Somebody();
    private Optional<ProcessSight> sight = Optional.of(alive(Duration.ofHours(3), TICKS));
    private Visibility visibility = new Visibility.Sees();
    private NamespaceProof namespace = new NamespaceProof.Proven("test");
    private final List<Gateway> gateways = new ArrayList<>();
    private Running running = Running.NO;
    private Optional<Instant> ended = Optional.empty();
    private int looks = 100;
    private Duration time = HOUR;
    private Duration silent = HOUR;
    private int samples = 99;
    private int beats;
    private Duration still = HOUR;
    private boolean moved;
    private Optional<Instant> firstSeen = Optional.of(NOW.minus(HOUR));
    private Optional<Instant> nothingBefore = Optional.empty();
    private Duration sinceDisturbance = Duration.ofDays(365);
    private boolean witnessed;
    private boolean putBack;
    private int readErrors;
    private Duration uptime = Duration.ofHours(9);
    private Duration suspended = Duration.ZERO;
    private boolean synchronised = true;

    public static LockEvidence lock() {
        return new LockEvidence();
    }

    /// Its owner is gone, and nobody has it open.
    public static LockEvidence orphan() {
        return new LockEvidence().owner(new ProcessSight.Gone()).open(new InUse.Nobody());
    }

    public static ProcessSight alive(Duration age, long startTicks) {
        return new ProcessSight.Running(
                NOW.minus(age),
                OptionalLong.of(startTicks),
                true,
                ProcessSight.Activity.RUNNING,
                OptionalInt.of(UID),
                Optional.of("openclaw-gateway"));
    }

    /// Alive, stopped.
    public static ProcessSight paused() {
        return new ProcessSight.Running(
                NOW.minus(Duration.ofHours(3)),
                OptionalLong.of(TICKS),
                true,
                ProcessSight.Activity.PAUSED,
                OptionalInt.of(UID),
                Optional.empty());
    }

    /// Alive, as far as can be seen without start ticks.
    public static ProcessSight seenOnly(Duration age, int user) {
        return new ProcessSight.Running(
                NOW.minus(age),
                OptionalLong.empty(),
                false,
                ProcessSight.Activity.RUNNING,
                OptionalInt.of(user),
                Optional.empty());
    }

    public LockEvidence kind(FileType other, int names, int user, long bytes) {
        type = other;
        links = names;
        uid = user;
        size = bytes;
        return this;
    }

    public LockEvidence of(Era other) {
        era = other;
        return this;
    }

    public LockEvidence named(String other) {
        name = other;
        return this;
    }

    public LockEvidence namesNobody() {
        pid = OptionalLong.empty();
        sight = Optional.empty();
        return this;
    }

    /// Made so long ago; negative is the future.
    public LockEvidence made(Duration ago) {
        made = Optional.of(NOW.minus(ago));
        mtime = NOW.minus(ago);
        return this;
    }

    public LockEvidence withoutTicks() {
        ticks = OptionalLong.empty();
        return this;
    }

    public LockEvidence declares(Duration hold) {
        maxHold = Optional.of(hold);
        return this;
    }

    public LockEvidence leased(Duration term) {
        lease = Optional.of(new LockPayload.Lease(term, term.dividedBy(3)));
        return this;
    }

    public LockEvidence read(LockReading other) {
        reading = Optional.of(other);
        sight = other instanceof LockReading.Read ? Optional.empty() : sight;
        return this;
    }

    public LockEvidence guarded(Duration since) {
        Instant then = NOW.minus(since);
        guard =
                Optional.of(
                        new Facts(
                                FileType.DIRECTORY,
                                1,
                                9,
                                0,
                                then,
                                then,
                                Optional.empty(),
                                0700,
                                UID,
                                UID,
                                2,
                                false));
        return this;
    }

    public LockEvidence open(InUse other) {
        inUse = other;
        return this;
    }

    public LockEvidence owner(ProcessSight other) {
        sight = Optional.of(other);
        return this;
    }

    public LockEvidence blind() {
        visibility = new Visibility.Blind("test");
        return this;
    }

    public LockEvidence unproven() {
        namespace = new NamespaceProof.Unproven("test");
        return this;
    }

    public LockEvidence witnessed() {
        witnessed = true;
        return this;
    }

    public LockEvidence gateway(long process, Duration age) {
        gateways.add(
                new Gateway(
                        process,
                        NOW.minus(age),
                        OptionalLong.empty(),
                        OptionalLong.of(process == 7 ? 1 : 500),
                        true));
        return this;
    }

    public LockEvidence session(Running other) {
        running = other;
        return this;
    }

    public LockEvidence ended(Duration ago) {
        ended = Optional.of(NOW.minus(ago));
        return this;
    }

    /// Seen so often, for so long, and silent and idle all along.
    public LockEvidence watched(int times, Duration duration) {
        looks = times;
        time = duration;
        silent = duration;
        still = duration;
        samples = times - 1;
        firstSeen = Optional.of(NOW.minus(duration));
        return this;
    }

    public LockEvidence silent(Duration duration, int unchanged) {
        silent = duration;
        samples = unchanged;
        return this;
    }

    public LockEvidence beaten(int times) {
        beats = times;
        return this;
    }

    /// What it guards was seen to change so long ago.
    public LockEvidence worked(Duration ago) {
        still = ago;
        moved = true;
        return this;
    }

    /// Nothing before now counts.
    public LockEvidence afterAGap() {
        nothingBefore = Optional.of(NOW);
        firstSeen = Optional.empty();
        return this;
    }

    public LockEvidence disturbed(Duration ago) {
        sinceDisturbance = ago;
        return this;
    }

    public LockEvidence putBack() {
        putBack = true;
        return this;
    }

    public LockEvidence failedToRead(int times) {
        readErrors = times;
        return this;
    }

    public LockEvidence machine(Duration up, Duration asleep, boolean trusted) {
        uptime = up;
        suspended = asleep;
        synchronised = trusted;
        return this;
    }

    public LockLook look() {
        LockPayload payload = new LockPayload.Written(pid, made, ticks, maxHold, lease);
        return new LockLook(
                STORE,
                era,
                LockName.recognise(new Name(name)).orElseThrow(),
                new Facts(
                        type,
                        1,
                        2,
                        size,
                        mtime,
                        mtime,
                        Optional.empty(),
                        0600,
                        uid,
                        uid,
                        links,
                        false),
                reading.orElse(new LockReading.Read(payload, "0".repeat(64), "{}")),
                Optional.of(new Identity(1, 3, 3, NOW.minus(HOUR), NOW.minus(HOUR))),
                guard,
                inUse,
                new LockOwner(sight, visibility, namespace, List.copyOf(gateways)),
                running,
                ended,
                new LockLook.Watched(
                        looks,
                        time,
                        silent,
                        samples,
                        beats,
                        still,
                        moved,
                        firstSeen,
                        nothingBefore,
                        sinceDisturbance,
                        witnessed,
                        putBack,
                        readErrors),
                new LockLook.Clock(NOW, NOW.minus(uptime), suspended, synchronised));
    }
}
