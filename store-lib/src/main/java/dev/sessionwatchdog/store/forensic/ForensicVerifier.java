package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;

/// Checks a whole log, also while it is written: every line an event, sequences without gaps, every
/// line chained to the one before, every finished segment as it was sealed, every seal chained to
/// the one before, and the head in agreement. Streams; memory is bounded.
///
/// What it cannot find: a log that was rewritten from some line to its end together with its seals
/// and its head. The log belongs to the user who writes it; only what has left the host is out of
/// that reach.
public final class ForensicVerifier {

    /// A live writer removes old segments seldom.
    private static final int ATTEMPTS = 5;

    private ForensicVerifier() {}

    /// Reads it all.
    ///
    /// @throws IOException if it cannot be read
    public static Verification verify(Directory directory) throws IOException {
        return verify(directory, Map.of());
    }

    /// Reads it all, and holds it against hashes that were kept elsewhere.
    ///
    /// @param witnesses SHA-256 of raw lines, by sequence; of lines that went by age there may be
    ///   some too
    /// @throws IOException if it cannot be read
    public static Verification verify(Directory directory, Map<Long, String> witnesses)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return look(directory, witnesses);
            } catch (NoSuchFileException expiredMeanwhile) {
                if (attempt == ATTEMPTS) {
                    throw expiredMeanwhile;
                }
            }
        }
    }

    private static Verification look(Directory directory, Map<Long, String> witnesses)
            throws IOException {
        // The head first: a live writer moves the log forward meanwhile, never the head alone.
        Head.Found found = Head.read(directory);
        Findings findings = new Findings();
        for (Name broken : LogFiles.list(directory).brokenHeads()) {
            findings.problem(
                    Verification.Flaw.CHANGED,
                    Spot.file(broken),
                    "at some start this head disagreed with the log");
        }
        LogFiles files = LogFiles.list(directory);
        Expiry expiry = Expiry.find(directory, files);
        SealCheck seals = SealCheck.read(directory, files, head(found), expiry, findings);
        ChainCheck chain = new ChainCheck(head(found), expiry, witnesses, findings, seals);
        new ForensicReader(directory)
                .oldestFirst(line -> {
                    chain.take(line);
                    seals.take(line);
                    return true;
                });
        chain.end();
        seals.end();
        noteHead(found, chain, findings);
        return findings.verification(chain.tally());
    }

    private static Optional<Head> head(Head.Found found) {
        return switch (found) {
            case Head.Found.Absent _, Head.Found.Garbled _ -> Optional.empty();
            case Head.Found.Present(Head head) -> Optional.of(head);
        };
    }

    private static void noteHead(Head.Found found, ChainCheck chain, Findings findings) {
        switch (found) {
            case Head.Found.Absent _ -> {
                if (chain.tally().lines() > 0) {
                    findings.note(
                            LogFiles.HEAD,
                            0,
                            "there is none: a cut-off or changed end would not be noticed");
                }
            }
            case Head.Found.Garbled _ ->
                    findings.note(
                            LogFiles.HEAD,
                            0,
                            "cannot be read: a cut-off or changed end would not be noticed");
            case Head.Found.Present _ -> {}
        }
    }
}
