package dev.sessionwatchdog.store.forensic;

import java.util.List;
import java.util.OptionalLong;

/// What checking a whole log found.
///
/// @param lines how many events were read
/// @param first the sequence of the oldest event
/// @param last the sequence of the newest event
/// @param problems broken evidence, at most [#MAX_LISTED]
/// @param problemCount all of them
/// @param notes what is lawful, but a person should know
/// @param openIntents ids of intents without a conclusion, oldest first, at most [#MAX_LISTED];
///   they break no evidence
/// @param openIntentCount all of them, as far as they could be kept apart
public record Verification(
        long lines,
        OptionalLong first,
        OptionalLong last,
        int segments,
        List<Problem> problems,
        long problemCount,
        List<Note> notes,
        List<String> openIntents,
        long openIntentCount) {

    public static final int MAX_LISTED = 1000;

    public Verification {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
        openIntents = List.copyOf(openIntents);
    }

    /// In what way evidence is broken.
    public enum Flaw {
        /// Not an event of ours.
        UNPARSABLE,
        /// Not the bytes that were chained, or not what the head says.
        CHANGED,
        /// Events are missing, or stand in another order.
        GAP,
        /// The head proves more than there is.
        MISSING_END,
        /// A segment does not begin with the event that its name says.
        MISNAMED,
        /// A segment of which there is a seal is gone.
        SEGMENT_MISSING,
        /// A segment is not what its seal says, though its lines fit together.
        SEGMENT_CHANGED,
        /// A seal is gone.
        SEAL_MISSING,
        /// A seal is not what the next one, or the head, says of it.
        SEAL_CHANGED
    }

    /// One place where evidence is broken.
    ///
    /// @param line counted from 1; 0 stands for the file as a whole
    /// @param sequence of the event concerned, as far as it is known
    public record Problem(
            Flaw flaw, String file, long line, OptionalLong sequence, String explanation) {

        /// As in `events.jsonl:7: sequence 41: ...`.
        public String sentence() {
            StringBuilder text = new StringBuilder(file);
            if (line > 0) {
                text.append(':').append(line);
            }
            text.append(": ");
            sequence.ifPresent(it -> text.append("sequence ").append(it).append(": "));
            return text.append(explanation).toString();
        }
    }

    /// @param line counted from 1; 0 stands for the file as a whole
    public record Note(String file, long line, String explanation) {

        public String sentence() {
            return file + (line > 0 ? ":" + line : "") + ": " + explanation;
        }
    }

    /// Whether every line is what was written, as far as the log itself can prove it.
    public boolean sound() {
        return problemCount == 0;
    }
}
