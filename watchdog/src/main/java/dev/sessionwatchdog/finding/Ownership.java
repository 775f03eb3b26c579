package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockOwner;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.observation.NamespaceProof;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.Visibility;
import java.time.Instant;
import java.util.Optional;

/// Whether the process that a lock names lives (`protocols.md` 5, evidence 2 and 3). "I cannot see
/// it" is never "it is dead".
sealed interface Ownership {

    /// It names no process.
    record None() implements Ownership {}

    /// It lives.
    ///
    /// @param paused it does not get to run
    record Alive(boolean paused, String words) implements Ownership {}

    /// It is gone, or its id is another process's now.
    ///
    /// @param byKernelOnly whether this may only be believed when the kernel says besides that
    ///   nobody has the lock open
    record Dead(String verdict, boolean byKernelOnly, String words) implements Ownership {}

    record Unknown(String verdict, String words) implements Ownership {}

    /// The name of the check that it becomes.
    String CHECK = "owner";

    static Ownership of(LockLook look) {
        Optional<Written> written = look.written();
        if (written.isEmpty() || written.get().pid().isEmpty()) {
            return new None();
        }
        if (look.owner().visibility() instanceof Visibility.Blind blind) {
            return new Unknown("blind", "blind: " + blind.reason());
        }
        Ownership seen =
                isOfEarlierBoot(look, written.get())
                        ? earlierBoot(look.owner().sight().orElseThrow())
                        : seen(look, written.get());
        return meantHere(look, seen);
    }

    private static Ownership seen(LockLook look, Written written) {
        return switch (look.owner().sight().orElseThrow()) {
            case ProcessSight.Gone _ -> new Dead("dead-owner", false, "is gone");
            case ProcessSight.Zombie _ ->
                    new Dead("dead-owner-zombie", false, "has ended, a zombie");
            case ProcessSight.Unknown unknown ->
                    new Unknown("owner-unknown", "unknown: " + unknown.reason());
            case ProcessSight.Running running -> running(look, written, running);
        };
    }

    /// Whoever has the id now has it since this boot (S74).
    private static Ownership earlierBoot(ProcessSight sight) {
        return new Dead(
                "dead-owner-previous-boot",
                !(sight instanceof ProcessSight.Gone),
                "ended with the boot before this one");
    }

    private static boolean isOfEarlierBoot(LockLook look, Written written) {
        Instant booted = look.clock().booted().minus(ProcessSight.START_TIME_MARGIN);
        ProcessSight sight = look.owner().sight().orElseThrow();
        return !(sight instanceof ProcessSight.Unknown)
                && !LockOwner.isCertain(written, sight)
                && written.createdAt().filter(made -> made.isBefore(booted)).isPresent()
                && look.facts().mtime().isBefore(booted)
                && wallHolds(look, look.facts().mtime());
    }

    /// Whether times by the wall clock may be compared across the time since then: a process's
    /// start is told by the clock of now, a lock's by that of then. The clock has to be right, and
    /// no gap and no step that we know of may lie in between (S3).
    static boolean wallHolds(LockLook look, Instant since) {
        return look.clock().synchronised()
                && look.watched().nothingBefore().filter(since::isBefore).isEmpty();
    }

    private static Ownership running(LockLook look, Written written, ProcessSight.Running running) {
        boolean paused = running.activity() == ProcessSight.Activity.PAUSED;
        if (running.ticksComparable()
                && running.startTicks().isPresent()
                && written.startTicks().isPresent()) {
            return running.startTicks().equals(written.startTicks())
                    ? new Alive(paused, "is alive, its start time is the one in the lock")
                    : new Dead("recycled-pid", false, "is another process: its start time differs");
        }
        Instant since = written.createdAt().orElse(look.facts().mtime());
        if (wallHolds(look, since)
                && running.startedAfter(since)
                && running.startedAfter(look.facts().mtime())) {
            return new Dead("recycled-pid", true, "is another process, started after the lock");
        }
        if (running.uid().isPresent() && running.uid().getAsInt() != look.facts().uid()) {
            return new Dead("recycled-pid", true, "is another user's process");
        }
        return new Alive(paused, "is alive");
    }

    /// Process evidence only counts in our own PID namespace (S14). An owner that we once saw alive
    /// beyond doubt is proof enough of that.
    private static Ownership meantHere(LockLook look, Ownership seen) {
        boolean proven =
                look.owner().namespace() instanceof NamespaceProof.Proven
                        || look.watched().witnessed();
        if (proven || seen instanceof Unknown) {
            return seen;
        }
        String why =
                look.owner().namespace() instanceof NamespaceProof.Unproven unproven
                        ? unproven.reason()
                        : "";
        return new Unknown("namespace-unknown", "may be another container's process: " + why);
    }

    /// For people.
    default Check check(LockLook look) {
        String pid =
                look.written()
                        .map(written ->
                                written.pid().isPresent() ? written.pid().getAsLong() + " " : "")
                        .orElse("");
        return switch (this) {
            case None _ -> Check.unclear(CHECK, "the lock names no process");
            case Alive alive -> Check.of(CHECK, pid + alive.words, "gone", false);
            case Dead dead -> Check.of(CHECK, pid + dead.words, "gone", true);
            case Unknown unknown -> Check.unclear(CHECK, pid + unknown.words);
        };
    }
}
