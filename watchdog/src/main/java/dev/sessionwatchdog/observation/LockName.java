package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Name;
import java.util.Optional;

/// What the name of a gateway's lock says.
///
/// @param name as it stands in the store
/// @param kind what it guards
/// @param subject the file that it guards, whose changes count as progress
public record LockName(Name name, Kind kind, Name subject) {

    private static final String SUFFIX = ".lock";
    private static final Name INDEX_FILE = new Name("sessions.json");

    /// What a lock guards (`facts/upstream.md` a.1, a.5).
    public enum Kind {
        TRANSCRIPT,
        INDEX
    }

    /// Recognises a catalogued lock name of a store's own directory; anything else is foreign and
    /// no candidate (`protocols.md` 5, Kinds).
    public static Optional<LockName> recognise(Name name) {
        String text = name.value();
        if (!text.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        Optional<Name> subject = Name.parse(text.substring(0, text.length() - SUFFIX.length()));
        if (subject.filter(INDEX_FILE::equals).isPresent()) {
            return Optional.of(new LockName(name, Kind.INDEX, INDEX_FILE));
        }
        return subject.flatMap(TranscriptName::parse)
                .map(transcript -> new LockName(name, Kind.TRANSCRIPT, transcript.name()));
    }

    /// The session whose transcript it guards, as the transcript's name tells; a topic's transcript
    /// belongs to the session before `-topic-`.
    public Optional<String> sessionId() {
        return switch (kind) {
            case TRANSCRIPT -> TranscriptName.parse(subject).map(TranscriptName::sessionId);
            case INDEX -> Optional.empty();
        };
    }
}
