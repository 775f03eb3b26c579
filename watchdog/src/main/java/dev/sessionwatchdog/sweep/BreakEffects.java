package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.observation.Contention;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// What became of locks that were broken: whether the same owner took the lock again at once, or
/// the gateway goes on complaining though none stands there (`protocols.md` 5, break step 7; S05,
/// S06). Each is waited for until something is known of it.
final class BreakEffects {

    /// A new lock of the same owner within this time is the old leak again.
    private static final Duration TAKEN_AGAIN = Duration.ofMinutes(1);

    /// Whoever was helped works: a turn that goes well has written to its transcript, or has let go
    /// of the lock, by then.
    private static final Duration IDLE = Duration.ofSeconds(20);

    /// A complaint within this time, though no lock stands there, is about something in the
    /// gateway's memory.
    private static final Duration COMPLAINED = Duration.ofMinutes(15);

    /// Whoever was waiting when the lock went has got it, or has given up, by then.
    private static final Duration ONE_LOOK = Duration.ofSeconds(5);

    private static final int REMEMBERED = 1_024;

    private final Contention contention;
    private final Map<Place, Broken> broken = new LinkedHashMap<>();

    BreakEffects(Contention contention) {
        this.contention = contention;
    }

    /// Notes a lock that was just broken.
    void watch(LockLook look, String intent, Moment now) {
        if (broken.size() < REMEMBERED) {
            broken.put(
                    look.place(),
                    new Broken(look, intent, now, Optional.empty(), Optional.empty()));
        }
    }

    /// What to say of a lock that stands where one was broken. It is no news that the lock was put
    /// back by a person, or that work goes on under the new one: nothing more is waited for then.
    Optional<Ineffective> stands(LockLook look, Moment now) {
        Broken past = broken.get(look.place());
        if (past == null) {
            return Optional.empty();
        }
        Retaken again =
                past.again
                        .filter(before -> before.written.equals(look.written()))
                        .orElse(new Retaken(look.written(), now));
        if (!isTheOldLeak(past, again, look)) {
            broken.remove(look.place());
            return Optional.empty();
        }
        if (now.since(again.seen).compareTo(IDLE) < 0) {
            broken.put(look.place(), past.taken(again));
            return Optional.empty();
        }
        broken.remove(look.place());
        return Optional.of(
                new Ineffective(
                        past.look,
                        Optional.of(look),
                        past.intent,
                        "taken-again",
                        "the same owner took it again within a minute and has done nothing since",
                        "The new lock is judged by its own lease; if this goes on, restart the"
                                + " gateway"));
    }

    private static boolean isTheOldLeak(Broken past, Retaken again, LockLook look) {
        return again.seen.since(past.at).compareTo(TAKEN_AGAIN) < 0
                && !past.look.written().equals(look.written())
                && past.look.subject().equals(look.subject())
                && pid(look).isPresent()
                && pid(look).equals(pid(past.look));
    }

    private static OptionalLong pid(LockLook look) {
        return look.written().map(Written::pid).orElse(OptionalLong.empty());
    }

    /// What to say of locks that are gone and still complained about; the oldest only.
    Optional<Ineffective> stillComplainedAbout(Moment now) {
        broken.values().removeIf(past -> past.isOver(now));
        for (Map.Entry<Place, Broken> entry : broken.entrySet()) {
            Broken past = entry.getValue();
            if (past.again.isPresent()) {
                continue;
            }
            if (past.mark.isEmpty()) {
                if (now.since(past.at).compareTo(ONE_LOOK) >= 0) {
                    entry.setValue(past.marked(contention.mark()));
                }
            } else if (contention.since(past.mark.get(), entry.getKey())) {
                broken.remove(entry.getKey());
                return Optional.of(
                        new Ineffective(
                                past.look,
                                Optional.empty(),
                                past.intent,
                                "in-memory-state",
                                "the gateway still complains about a lock that is gone, so it keeps"
                                        + " it in its memory",
                                "Restart the gateway; nothing on disk can help"));
            }
        }
        return Optional.empty();
    }

    /// The lock that was broken here, while it is watched what became of it.
    Optional<LockLook> brokenAt(Place lock) {
        return Optional.ofNullable(broken.get(lock)).map(past -> past.look);
    }

    /// The broken locks of which nothing is known yet.
    List<LockWatch.Due> waitedFor() {
        return broken.values().stream()
                .map(past -> past.look)
                .map(look -> new LockWatch.Due(look.store(), look.era(), look.lock()))
                .toList();
    }

    /// The intents of the breaks that are waited for.
    Set<String> intents() {
        return broken.values().stream()
                .map(past -> past.intent)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// When to look next; empty when nothing is waited for.
    Optional<Duration> next(Moment now) {
        return broken.values().stream()
                .map(past ->
                        past.again.isPresent() || now.since(past.at).compareTo(TAKEN_AGAIN) < 0
                                ? ONE_LOOK
                                : Duration.ofMinutes(1))
                .min(Duration::compareTo);
    }

    /// @param was the lock that was broken
    /// @param now the lock that stands there instead, if one does
    /// @param reason in one word
    /// @param advice for the person who reads it
    record Ineffective(
            LockLook was,
            Optional<LockLook> now,
            String intent,
            String reason,
            String why,
            String advice) {}

    /// A lock that stands where one was broken.
    ///
    /// @param seen for the first time
    private record Retaken(Optional<Written> written, Moment seen) {}

    private record Broken(
            LockLook look,
            String intent,
            Moment at,
            Optional<Contention.Mark> mark,
            Optional<Retaken> again) {

        Broken marked(Contention.Mark now) {
            return new Broken(look, intent, at, Optional.of(now), again);
        }

        /// A lock that was taken again and is not there any more was let go of: that is all right.
        boolean isOver(Moment now) {
            return now.since(at).compareTo(COMPLAINED) >= 0
                    || again.filter(taken -> now.since(taken.seen).compareTo(TAKEN_AGAIN) >= 0)
                            .isPresent();
        }

        Broken taken(Retaken now) {
            return new Broken(look, intent, at, mark, Optional.of(now));
        }
    }
}
