package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.observation.SessionRecords.Running;
import java.util.HashSet;
import java.util.Set;

/// The sessions that a store's records call running; of everything else in them nothing is kept.
final class RunningSessions {

    /// A store with more running sessions than this is not remembered, and not judged.
    static final int MOST = 100_000;

    private final Set<String> ids = new HashSet<>();
    private final Set<String> transcripts = new HashSet<>();
    private boolean whole = true;

    /// Nothing is known.
    static RunningSessions unknown() {
        RunningSessions unknown = new RunningSessions();
        unknown.notWhole();
        return unknown;
    }

    void add(SessionEntry entry) {
        if (!entry.running()) {
            return;
        }
        if (ids.size() + entry.ids().size() > MOST
                || transcripts.size() + entry.transcripts().size() > MOST) {
            whole = false;
            return;
        }
        ids.addAll(entry.ids());
        transcripts.addAll(entry.transcripts());
    }

    /// Something was not read: who is not among these may be running all the same.
    void notWhole() {
        whole = false;
    }

    Running says(TranscriptName transcript) {
        if (transcripts.contains(transcript.name().value())
                || transcript.sessionIds().stream().anyMatch(ids::contains)) {
            return Running.YES;
        }
        return whole ? Running.NO : Running.CANNOT_TELL;
    }
}
