package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import java.util.Optional;

/// Counts a store's archived transcripts (`<id>.jsonl.deleted.<time>`, `.reset.`, `.bak.`;
/// `facts/upstream.md`) by their names alone, while the store is listed anyway. They are the
/// gateway's history and never touched; so many that they burden it are worth a word (S43).
final class Archives {

    private static final long WORTH_A_WORD = 1_000;

    private long count;
    private Optional<Name> first = Optional.empty();

    void see(Name name) {
        String value = name.value();
        if (value.contains(".jsonl.deleted.")
                || value.contains(".jsonl.reset.")
                || value.contains(".jsonl.bak.")) {
            count++;
            if (first.filter(it -> it.compareTo(name) <= 0).isEmpty()) {
                first = Optional.of(name);
            }
        }
    }

    /// What to say of them; by powers of ten, so that it is said again only when there are many
    /// more.
    Optional<Oddity> tell(Place store) {
        long bound = WORTH_A_WORD;
        while (bound * 10 <= count) {
            bound *= 10;
        }
        String what =
                "one of at least "
                        + bound
                        + " archived transcripts; the gateway's own command thins them out:"
                        + " openclaw sessions cleanup --enforce";
        return first.filter(_ -> count >= WORTH_A_WORD)
                .map(name -> new Oddity(store.child(name), what));
    }
}
