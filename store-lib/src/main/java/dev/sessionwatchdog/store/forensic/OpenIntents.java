package dev.sessionwatchdog.store.forensic;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks for intents without a conclusion, from the end of a log. Read backwards a conclusion comes
/// before its intent, so only conclusions whose intent is still to come are remembered.
public final class OpenIntents {

    /// How many are found at one time; with [RawLine#MAX_BYTES] this bounds the memory.
    public static final int LIMIT = 256;

    private final ForensicReader reader;
    private final String quietAction;
    private final Set<String> concluded = new HashSet<>();
    private final Deque<OpenIntent> open = new ArrayDeque<>();

    OpenIntents(ForensicReader reader, String quietAction) {
        this.reader = reader;
        this.quietAction = quietAction;
    }

    List<OpenIntent> find() throws IOException {
        reader.newestFirst(this::goOn);
        return List.copyOf(open);
    }

    private boolean goOn(RawLine line) {
        Optional<LineFacts> parsed = line.facts();
        if (parsed.isEmpty()) {
            return true;
        }
        LineFacts facts = parsed.get();
        if (facts.action().equals(quietAction)) {
            return false;
        }
        facts.concluded().ifPresent(concluded::add);
        if (facts.isIntent() && !concluded.remove(facts.id())) {
            open.addFirst(new OpenIntent(facts.id(), facts.action(), line.text()));
        }
        return open.size() < LIMIT;
    }
}
