package dev.sessionwatchdog.sim;

import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.ProcessSight.Activity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// A process that takes locks as gateways do: made with the payload of its version, and kept open
/// for as long as it is held. A lock is named as it stands in the agent's sessions directory, or by
/// its path below the root.
public final class SimulatedOwner {

    private final World world;
    private final long pid;
    private final long ticks;
    private final Duration uptimeAtStart;
    private final Set<String> open = new HashSet<>();
    private Activity activity = Activity.RUNNING;
    private boolean comparable = true;

    SimulatedOwner(World world, long pid, long ticks, Duration age) {
        this.world = world;
        this.pid = pid;
        this.ticks = ticks;
        this.uptimeAtStart = Duration.ofNanos(world.time().moment().boottimeNanos()).minus(age);
        see();
    }

    private void see() {
        world.processes().is(pid, this::sight);
    }

    /// By the wall clock of now, as `/proc` tells it.
    private ProcessSight sight() {
        Instant booted =
                world.time().moment().wall().minusNanos(world.time().moment().boottimeNanos());
        return new ProcessSight.Running(
                booted.plus(uptimeAtStart),
                OptionalLong.of(ticks),
                comparable,
                activity,
                OptionalInt.empty(),
                Optional.of("openclaw-gateway"));
    }

    public long pid() {
        return pid;
    }

    /// Runs in another time namespace, or where that cannot be told.
    public SimulatedOwner ofAnotherTime() {
        comparable = false;
        return this;
    }

    /// A payload of 2026.2: nothing but the process.
    public String bare() {
        return "{\"pid\":%d,\"createdAt\":\"%s\",\"starttime\":null}".formatted(pid, now());
    }

    /// A payload of 2026.3.13: nothing is declared.
    public String undeclared() {
        return "{\"pid\":%d,\"createdAt\":\"%s\",\"starttime\":%d}".formatted(pid, now(), ticks);
    }

    /// A payload of 2026.5 and 2026.6.
    public String declaring(Duration maxHold) {
        return "{\"pid\":%d,\"createdAt\":\"%s\",\"maxHoldMs\":%d,\"starttime\":%d}\n"
                .formatted(pid, now(), maxHold.toMillis(), ticks);
    }

    /// A payload of the simple leased lock file.
    public String leased(Duration term, Duration beat) {
        return "{\"pid\":%d,\"createdAt\":\"%s\",\"starttime\":%d,\"lease\":{\"ttlMs\":%d,\"heartbeatMs\":%d}}"
                .formatted(pid, now(), ticks, term.toMillis(), beat.toMillis());
    }

    private Instant now() {
        return world.time().moment().wall().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String path(String lock) {
        return (lock.contains("/") ? World.ROOT : World.SESSIONS) + "/" + lock;
    }

    private boolean stands(String lock) {
        return world.disk().exists(path(lock));
    }

    /// Takes a lock and keeps it open.
    public SimulatedOwner take(String lock, String payload) {
        world.disk().file(path(lock), payload.getBytes(StandardCharsets.UTF_8));
        world.disk().openBy(path(lock));
        open.add(lock);
        return this;
    }

    /// Touches the lock.
    public void beat(String lock) {
        world.disk().setMtime(path(lock), world.time().moment().wall());
    }

    /// Touches it every so often for as long as the world's time is advanced within `duration`.
    public void beats(String lock, Duration every, Duration duration) {
        for (Duration at = every; at.compareTo(duration) <= 0; at = at.plus(every)) {
            world.time()
                    .at(
                            at,
                            () -> {
                                if (stands(lock)) {
                                    beat(lock);
                                }
                            });
        }
    }

    /// Closes the lock and forgets it: it stays on disk, and nobody will ever release it.
    public SimulatedOwner leak(String lock) {
        if (open.remove(lock) && stands(lock)) {
            world.disk().closeBy(path(lock));
        }
        return this;
    }

    /// Releases it as it should.
    public void release(String lock) {
        leak(lock);
        if (stands(lock)) {
            world.disk().remove(path(lock));
        }
    }

    /// Is stopped, or frozen.
    public void pause() {
        activity = Activity.PAUSED;
    }

    public void resume() {
        activity = Activity.RUNNING;
    }

    /// Is killed: its locks stay, nothing is open any more.
    public void die() {
        Set.copyOf(open).forEach(this::leak);
        gone();
    }

    /// Has ended, and its parent has not asked for it yet.
    public void becomeZombie() {
        die();
        world.processes().zombie(pid);
    }

    private void gone() {
        world.processes().gone(pid);
        world.processes().noGateway(pid);
    }

    /// What it holds is open on the disk that the world has now.
    void openAgain() {
        open.removeIf(lock -> !stands(lock));
        open.forEach(lock -> world.disk().openBy(path(lock)));
    }

    void endsWithTheMachine() {
        open.clear();
        gone();
    }
}
