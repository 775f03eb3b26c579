package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.forensic.Verification.Flaw;
import dev.sessionwatchdog.store.forensic.Verification.Note;
import dev.sessionwatchdog.store.forensic.Verification.Problem;
import dev.sessionwatchdog.store.root.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// Collects what a verification finds, as much as there is room for, and counts the rest.
final class Findings {

    private static final int MAX_INTENTS = 20_000;

    private final List<Problem> problems = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final Set<String> open = new LinkedHashSet<>();
    private final Set<Name> concerned = new HashSet<>();
    private long problemCount;
    private long forgotten;
    private Spot last = Spot.file(LogFiles.LOCK);

    /// How far a chain was followed.
    record Tally(long lines, OptionalLong first, OptionalLong last, int segments) {}

    /// One line has one problem: the first that was found.
    void problem(Flaw flaw, Spot at, String explanation) {
        if (at.line() > 0 && at.sameLine(last)) {
            return;
        }
        last = at;
        problemCount++;
        concerned.add(at.file());
        if (problems.size() < Verification.MAX_LISTED) {
            problems.add(
                    new Problem(flaw, at.file().value(), at.line(), at.sequence(), explanation));
        }
    }

    /// Whether there is a problem with this file.
    boolean concern(Name file) {
        return concerned.contains(file);
    }

    void note(Name file, long line, String explanation) {
        if (notes.size() < Verification.MAX_LISTED) {
            notes.add(new Note(file.value(), line, explanation));
        }
    }

    void intents(LineFacts facts) {
        facts.concluded().ifPresent(open::remove);
        if (facts.isIntent() && open.size() < MAX_INTENTS) {
            open.add(facts.id());
        } else if (facts.isIntent()) {
            forgotten++;
        }
    }

    Verification verification(Tally tally) {
        if (forgotten > 0) {
            note(LogFiles.ACTIVE, 0, forgotten + " more intents could not be followed");
        }
        return new Verification(
                tally.lines(),
                tally.first(),
                tally.last(),
                tally.segments(),
                problems,
                problemCount,
                notes,
                open.stream().limit(Verification.MAX_LISTED).toList(),
                open.size());
    }
}
