package dev.sessionwatchdog.store.forensic;

import java.util.Optional;

/// The last line of a log: what the next one is chained to.
///
/// @param sequence 0 if there is no line yet
/// @param segment 0 if there is no line yet
/// @param sha256 of the raw line; [Hash#NONE] if there is none
record Link(String chainId, long sequence, long segment, String sha256) {

    static Link none(String chainId) {
        return new Link(chainId, 0, 0, Hash.NONE);
    }

    static Optional<Link> of(RawLine line) {
        return line.facts()
                .map(facts ->
                        new Link(facts.chainId(), facts.sequence(), facts.segment(), line.hash()));
    }

    Link next(long inSegment, byte[] line) {
        return new Link(chainId, sequence + 1, inSegment, Hash.of(line));
    }

    Head head(long begins, Seal.Link sealed) {
        return new Head(sequence, sha256, segment, begins, sealed);
    }
}
