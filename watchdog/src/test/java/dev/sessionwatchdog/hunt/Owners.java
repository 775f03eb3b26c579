package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.hunt.TrueLock.Session;
import dev.sessionwatchdog.hunt.TrueLock.Shape;
import dev.sessionwatchdog.hunt.TrueProcess.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random owners, each with a [Habit], that come and take locks.
final class Owners {

    private static final Habit[] HABITS = Habit.values();

    private final Scene scene;
    private final Random random;
    private final long undeclaredNanos;

    /// @param undeclaredNanos how long a lock that declares nothing may go without work
    Owners(Scene scene, Random random, long undeclaredNanos) {
        this.scene = scene;
        this.random = random;
        this.undeclaredNanos = undeclaredNanos;
    }

    /// From now on they come, every so often.
    void come(long everyNanos) {
        scene.world
                .time()
                .at(
                        Duration.ofNanos(between(everyNanos / 4, everyNanos * 2)),
                        () -> {
                            arrive();
                            come(everyNanos);
                        });
    }

    void arrive() {
        Session session = scene.sessions().get(random.nextInt(scene.sessions().size()));
        if (scene.isFree(session)) {
            take(session, HABITS[random.nextInt(HABITS.length)]);
            if (random.nextBoolean()) {
                tell(session);
            }
        } else if (random.nextInt(4) == 0) {
            scene.at(session).ifPresent(this::contend);
        }
    }

    /// The watcher hints at most changes.
    private void tell(Session session) {
        scene.world.changed(dev.sessionwatchdog.store.root.Place.of(session.store()));
    }

    /// As gateways do with the lock of a dead owner.
    private void contend(TrueLock lock) {
        boolean dead = lock.names() && !lock.owner.lives() && !lock.owner.foreign;
        if (dead && lock.owner.state == State.GONE) {
            scene.reclaim(lock);
            take(lock.session, Habit.SHORT);
        }
    }

    /// A second lock at a name that was just freed, in the middle of the daemon's work.
    TrueLock successor(Session session, Optional<TrueProcess> owner) {
        Shape shape = random.nextInt(4) == 0 ? Shape.LEASED : shape();
        TrueLock lock =
                scene.take(
                        session,
                        shape,
                        owner.filter(TrueProcess::runs).orElseGet(this::gatewayOrOther),
                        between(TrueTime.seconds(10), TrueTime.minutes(5)));
        long hold = between(TrueTime.seconds(1), TrueTime.seconds(60));
        if (shape == Shape.LEASED) {
            beats(lock, lock.termNanos, hold);
        }
        scene.later(lock, hold, () -> scene.release(lock));
        return lock;
    }

    private void take(Session session, Habit habit) {
        scene.tally.count("owner " + habit);
        switch (habit) {
            case SHORT -> honest(session, TrueTime.seconds(1), TrueTime.seconds(60));
            case LONG -> holdsLong(session);
            case SLOW -> slow(session);
            case BEATS -> beatsAndReleases(take(session, Shape.LEASED, gatewayOrOther(), term()));
            case BEATS_UNDECLARED -> beatsUndeclared(session);
            case BEATS_THEN_WEDGES -> {
                TrueLock lock = take(session, Shape.LEASED, gatewayOrOther(), term());
                beats(lock, lock.termNanos, between(0, TrueTime.minutes(10)));
            }
            case BEATS_FOR_NOTHING -> {
                TrueLock lock = take(session, Shape.LEASED, gatewayOrOther(), slowTerm());
                beats(lock, lock.termNanos, TrueTime.minutes(10_000));
            }
            case WEDGES -> take(session, shape(), gatewayOrOther(), hold());
            case LEAKS -> {
                TrueLock lock = take(session, shape(), gatewayOrOther(), hold());
                scene.later(lock, between(1, TrueTime.minutes(5)), () -> scene.leak(lock));
            }
            case PAUSES -> pauses(session);
            case DIES -> dies(take(session, anyShape(), other(), hold()), State.GONE);
            case DIES_A_ZOMBIE -> dies(take(session, anyShape(), other(), hold()), State.ZOMBIE);
            case IS_RECYCLED -> isRecycled(session);
            case ELSEWHERE ->
                    holdsUntil(take(session, shape(), elsewhere(), hold()), between(0, hold() * 3));
            case ELSEWHERE_BEATING ->
                    beatsAndReleases(take(session, Shape.LEASED, elsewhere(), term()));
            case DIES_ELSEWHERE -> dies(take(session, anyShape(), elsewhere(), hold()), State.GONE);
            case DIES_UNWRITTEN -> {
                Shape shape = random.nextBoolean() ? Shape.EMPTY : Shape.TORN;
                scene.end(scene.take(session, shape, other(), 0).owner, State.GONE);
            }
            case WRITES_LATE -> writesLate(session);
            case RESTARTS -> restarts(session);
        }
    }

    private TrueLock take(Session session, Shape shape, TrueProcess owner, long term) {
        return scene.take(session, shape, owner, term);
    }

    private void honest(Session session, long least, long most) {
        TrueLock lock = take(session, shape(), gatewayOrOther(), TrueTime.minutes(10));
        if (random.nextBoolean()) {
            worksEvery(lock, between(TrueTime.seconds(1), TrueTime.seconds(20)), most);
        }
        holdsUntil(lock, between(least, most));
    }

    private void holdsUntil(TrueLock lock, long nanos) {
        scene.later(lock, nanos, () -> scene.release(lock));
    }

    private void holdsLong(Session session) {
        Shape shape = shape();
        long hold = between(TrueTime.minutes(5), TrueTime.minutes(50));
        TrueLock lock = take(session, shape, gatewayOrOther(), hold);
        if (shape != Shape.DECLARED) {
            worksEvery(lock, between(TrueTime.seconds(5), undeclaredNanos * 95 / 100), hold);
        }
        holdsUntil(lock, hold);
    }

    private void slow(Session session) {
        long declared = between(TrueTime.minutes(1), TrueTime.minutes(8));
        TrueLock lock = take(session, Shape.DECLARED, gatewayOrOther(), declared);
        worksEvery(lock, between(TrueTime.seconds(1), TrueTime.seconds(118)), declared * 4);
        holdsUntil(lock, declared * 4);
    }

    private void worksEvery(TrueLock lock, long nanos, long untilNanos) {
        if (untilNanos > 0) {
            scene.later(
                    lock,
                    nanos,
                    () -> {
                        if (lock.fate == TrueLock.Fate.STANDS) {
                            scene.work(lock);
                            worksEvery(lock, nanos, untilNanos - nanos);
                        }
                    });
        }
    }

    /// At intervals of up to the term, which is the slowest that is legal.
    private void beats(TrueLock lock, long term, long untilNanos) {
        if (untilNanos > 0) {
            long next = between(term / 3, term);
            scene.later(
                    lock,
                    next,
                    () -> {
                        if (lock.fate == TrueLock.Fate.STANDS) {
                            scene.beat(lock);
                            beats(lock, term, untilNanos - next);
                        }
                    });
        }
    }

    private void beatsAndReleases(TrueLock lock) {
        long hold = between(TrueTime.seconds(5), TrueTime.minutes(20));
        beats(lock, lock.termNanos, hold);
        holdsUntil(lock, hold);
    }

    private void beatsUndeclared(Session session) {
        TrueLock lock = take(session, Shape.UNDECLARED, gatewayOrOther(), 0);
        long hold = between(TrueTime.minutes(5), TrueTime.minutes(40));
        beats(lock, between(TrueTime.seconds(20), TrueTime.seconds(120)), hold);
        if (random.nextInt(3) > 0) {
            holdsUntil(lock, hold);
        }
    }

    private void pauses(Session session) {
        TrueProcess owner = other();
        TrueLock lock = take(session, shape(), owner, hold());
        long pause = between(1, TrueTime.minutes(3));
        long length = between(TrueTime.minutes(1), TrueTime.minutes(60));
        scene.later(lock, pause, () -> scene.pause(owner));
        scene.world.time().at(Duration.ofNanos(pause + length), () -> scene.resume(owner));
        holdsUntil(lock, pause + length + TrueTime.seconds(1));
    }

    private void dies(TrueLock lock, State as) {
        if (lock.shape == Shape.LEASED) {
            beats(lock, lock.termNanos, TrueTime.minutes(5));
        }
        scene.later(lock, between(1, TrueTime.minutes(5)), () -> scene.end(lock.owner, as));
    }

    private void isRecycled(Session session) {
        TrueLock lock = take(session, anyShape(), other(), hold());
        scene.later(
                lock,
                between(1, TrueTime.minutes(2)),
                () -> {
                    scene.end(lock.owner, State.GONE);
                    long later = between(1, TrueTime.minutes(6));
                    scene.world
                            .time()
                            .at(Duration.ofNanos(later), () -> scene.processes.recycle(lock.owner));
                });
    }

    private void writesLate(Session session) {
        TrueProcess owner = other();
        TrueLock lock = take(session, Shape.EMPTY, owner, 0);
        holdsUntil(lock, between(TrueTime.seconds(1), TrueTime.minutes(3)));
    }

    private void restarts(Session session) {
        TrueLock lock = take(session, shape(), gatewayOrOther(), hold());
        boolean closes = random.nextBoolean();
        scene.later(lock, between(1, TrueTime.minutes(2)), () -> scene.restart(lock.owner, closes));
    }

    private TrueProcess gatewayOrOther() {
        List<TrueProcess> gateways =
                scene.processes.gateways().stream().filter(TrueProcess::runs).toList();
        return gateways.isEmpty() || random.nextInt(3) == 0
                ? other()
                : gateways.get(random.nextInt(gateways.size()));
    }

    private TrueProcess other() {
        long boottime = scene.world.time().moment().boottimeNanos();
        return scene.processes.start(between(0, boottime), false);
    }

    private TrueProcess elsewhere() {
        Optional<TrueProcess> stranger =
                random.nextBoolean() ? Optional.of(other()) : Optional.empty();
        return scene.processes.startElsewhere(stranger);
    }

    private Shape shape() {
        return switch (random.nextInt(4)) {
            case 0 -> Shape.BARE;
            case 1 -> Shape.UNDECLARED;
            default -> Shape.DECLARED;
        };
    }

    private Shape anyShape() {
        return random.nextInt(3) == 0 ? Shape.LEASED : shape();
    }

    private long term() {
        return between(TrueTime.seconds(3), TrueTime.seconds(90));
    }

    /// Long enough that an hour of beats is not a thousand looks.
    private long slowTerm() {
        return between(TrueTime.seconds(60), TrueTime.seconds(120));
    }

    private long hold() {
        return between(TrueTime.seconds(10), TrueTime.minutes(20));
    }

    long between(long least, long most) {
        // Whole milliseconds, as payloads have them.
        long nanos = least >= most ? least : random.nextLong(least, most);
        return Math.max(1_000_000, nanos / 1_000_000 * 1_000_000);
    }
}
