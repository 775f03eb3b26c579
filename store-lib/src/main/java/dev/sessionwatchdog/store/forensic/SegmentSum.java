package dev.sessionwatchdog.store.forensic;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/// One segment in numbers.
///
/// @param first the sequence that it begins with, by its name
/// @param last the greatest sequence in it; one less than `first` if it has no line of ours
/// @param lines whole lines of ours
/// @param bytes of the file
/// @param sha256 of the file
/// @param end SHA-256 of its last line of ours; [Hash#NONE] if it has none
/// @param until when its last line of ours was written; the epoch if it has none
record SegmentSum(
        long first, long last, long lines, long bytes, String sha256, String end, Instant until) {

    /// Adds a segment up, line by line: as it is read, or as it is written.
    static final class Counting {

        private final long first;
        private final MessageDigest digest = Hash.digest();
        private long last;
        private long lines;
        private long bytes;
        private String end = Hash.NONE;

        /// Not hashed as long as another may follow.
        private Optional<byte[]> lastLine = Optional.empty();

        private String chainId = "";
        private Instant until = Instant.EPOCH;

        Counting(long first) {
            this.first = first;
            this.last = first - 1;
        }

        /// A line that is longer than any of ours is shown only in part: the hash is then that of
        /// another file, which it is.
        void take(RawLine line) {
            byte[] content = line.bytes();
            add(content);
            line.facts()
                    .ifPresent(facts -> {
                        count(facts.chainId(), facts.sequence(), facts.timestamp());
                        lastLine = Optional.of(content);
                    });
        }

        /// A line of ours as it is written.
        ///
        /// @param at what the next line is chained to
        void take(byte[] line, Link at, Instant wall) {
            add(line);
            count(at.chainId(), at.sequence(), wall);
            end = at.sha256();
            lastLine = Optional.empty();
        }

        private void add(byte[] content) {
            digest.update(content);
            bytes += content.length;
        }

        private void count(String chain, long sequence, Instant wall) {
            lines++;
            last = Math.max(last, sequence);
            until = wall.truncatedTo(ChronoUnit.MILLIS);
            chainId = chain;
        }

        String chainId() {
            return chainId;
        }

        SegmentSum sum() {
            String sha256 = HexFormat.of().formatHex(digest.digest());
            String endNow = lastLine.map(Hash::of).orElse(end);
            return new SegmentSum(first, last, lines, bytes, sha256, endNow, until);
        }
    }

    /// In what it differs from what was found, for people; empty if in nothing.
    String difference(SegmentSum found) {
        StringBuilder text = new StringBuilder();
        note(text, "first sequence", first, found.first);
        note(text, "last sequence", last, found.last);
        note(text, "lines", lines, found.lines);
        note(text, "bytes", bytes, found.bytes);
        note(text, "SHA-256", sha256, found.sha256);
        note(text, "SHA-256 of the last line", end, found.end);
        note(text, "time of the last line", until, found.until);
        return text.toString();
    }

    private static void note(StringBuilder text, String what, Object sealed, Object found) {
        if (!sealed.equals(found)) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(what)
                    .append(' ')
                    .append(sealed)
                    .append(" in the seal, ")
                    .append(found)
                    .append(" in the segment");
        }
    }
}
