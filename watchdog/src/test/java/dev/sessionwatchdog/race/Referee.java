package dev.sessionwatchdog.race;

import java.util.List;

/// Judges one round from what every party says by itself.
///
/// A holder looks once, at release. Its lock was *robbed* when it is missing then, unless the look
/// fell into the moment in which a capture by mistake had it elsewhere (it is put back, and
/// healed), or it was taken after its holder had begun to release it.
///
/// A gateway's release compares and then removes, so it can remove what came in between. When the
/// stale owner says that it removed its lock although that is in quarantine, it removed something
/// else: the empty file that stands there for a moment, or another's lock. No breaker can prevent
/// the latter; such a round counts apart.
final class Referee {

    private final Race race;

    Referee(Race race) {
        this.race = race;
    }

    /// @param ownerFound what the stale owner found at its release; empty when it made none
    /// @param standing whether a lock stands after everybody has released and the breaker ran again
    void judge(
            Attempt attempt,
            String ownerFound,
            List<Hold> holds,
            List<Attempt.Freed> freed,
            boolean standing) {
        race.rounds++;
        switch (attempt.what()) {
            case NOTHING -> {}
            case CAPTURED -> race.broken++;
            case CAPTURED_ANOTHER -> race.wrong++;
            case UNLINKED -> {
                race.broken += ownerFound.equals("removed") ? 0 : 1;
                race.wrong += ownerFound.equals("removed") ? 1 : 0;
            }
        }
        race.putBack += attempt.gaps().size();
        race.leaked += standing ? 1 : 0;
        race.healed += count(holds, hold -> freed.stream().anyMatch(it -> hold.isOf(it.raw())));
        int lost = count(holds, Hold::lostIt);
        int inAGap = count(holds, hold -> hold.lostIt() && inAGap(hold, attempt));
        int robbed =
                count(
                        holds,
                        hold ->
                                hold.lostIt()
                                        && !inAGap(hold, attempt)
                                        && !takenAfterRelease(hold, freed));
        int doubles = holds.size() == 2 && holds.get(0).overlaps(holds.get(1)) ? 1 : 0;
        if (removedAnother(attempt, ownerFound, holds, freed)) {
            race.lateUnlinks++;
            race.robbedByLateUnlinks += lost > 0 || doubles > 0 ? 1 : 0;
            return;
        }
        race.lookedInTheGap += inAGap;
        race.robbed += robbed;
        race.doubles += doubles;
    }

    private interface Question {
        boolean of(Hold hold);
    }

    private static int count(List<Hold> holds, Question question) {
        return (int) holds.stream().filter(question::of).count();
    }

    private static boolean removedAnother(
            Attempt attempt, String ownerFound, List<Hold> holds, List<Attempt.Freed> freed) {
        boolean byTheOwner =
                attempt.what() == Attempt.What.CAPTURED && ownerFound.equals("removed");
        return byTheOwner
                || holds.stream()
                        .filter(hold -> hold.found().equals("removed"))
                        .anyMatch(hold -> freed.stream().anyMatch(it -> hold.isOf(it.raw())));
    }

    private static boolean inAGap(Hold hold, Attempt attempt) {
        return attempt.gaps().stream().anyMatch(hold::lookedDuring);
    }

    private static boolean takenAfterRelease(Hold hold, List<Attempt.Freed> freed) {
        return freed.stream().anyMatch(it -> hold.isOf(it.raw()) && it.at() >= hold.released());
    }
}
