package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Up to where a log was removed because it was old, as the event says that announced it. The event
/// stands in the chain, so what is missing before it without being named by it was not removed by
/// us.
///
/// @param through the sequence of the last line that was to go
/// @param end SHA-256 of that line, which the first line that is kept says too
/// @param seal SHA-256 of the last seal that was to go, which the first one that is kept says too
record Expiry(long through, String end, String seal) {

    static final String ACTION = "events.expire";

    /// Before anything was removed.
    static final Expiry NOTHING = new Expiry(0, Hash.NONE, Hash.NONE);

    /// What the newest such event in a log says; looks for it only if the log does not begin with
    /// its first line.
    static Expiry find(Directory directory, LogFiles files) throws IOException {
        boolean whole =
                files.segments().stream().mapToLong(LogFiles.Segment::first).min().orElse(1) <= 1;
        if (whole && files.seals().stream().noneMatch(it -> it.first() > 1) && files.active()) {
            return NOTHING;
        }
        List<Expiry> found = new ArrayList<>();
        new ForensicReader(directory)
                .newestFirst(line -> {
                    from(line).ifPresent(found::add);
                    return found.isEmpty();
                });
        return found.isEmpty() ? NOTHING : found.getFirst();
    }

    private static Optional<Expiry> from(RawLine line) {
        if (line.facts().filter(it -> it.action().equals(ACTION) && it.isIntent()).isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> labels = Json.scalars(line.bytes(), Set.of("labels")).orElse(Map.of());
        try {
            return Optional.of(
                    new Expiry(
                            Long.parseLong(labels.getOrDefault("labels.last", "")),
                            labels.getOrDefault("labels.end", ""),
                            labels.getOrDefault("labels.seal", "")));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /// Finished segments that are to go now.
    ///
    /// @param seals theirs, oldest first
    record Due(List<Seal.Found> seals) {

        long bytes() {
            return seals.stream().mapToLong(it -> it.seal().orElseThrow().sum().bytes()).sum();
        }

        SegmentSum last() {
            return seals.getLast().seal().orElseThrow().sum();
        }

        Map<String, String> labels() {
            return Map.of(
                    "first",
                    Long.toString(seals.getFirst().first()),
                    "last",
                    Long.toString(last().last()),
                    "segments",
                    Integer.toString(seals.size()),
                    "bytes",
                    Long.toString(bytes()),
                    "end",
                    last().end(),
                    "seal",
                    seals.getLast().sha256());
        }
    }

    /// The oldest finished segments that are too old or too much, up to the first that is needed or
    /// that is not what its seal says it is.
    ///
    /// @param needed ids of events that must be kept
    /// @param most so many segments at most
    static Due due(
            Directory directory, Retention retention, Instant now, Set<String> needed, int most)
            throws IOException {
        LogFiles files = LogFiles.list(directory);
        List<Seal.Found> seals = new ArrayList<>();
        for (LogFiles.SealFile file : files.seals()) {
            seals.add(Seal.read(directory, file));
        }
        long size =
                seals.stream()
                        .flatMap(it -> it.seal().stream())
                        .mapToLong(it -> it.sum().bytes())
                        .sum();
        List<Seal.Found> due = new ArrayList<>();
        for (Seal.Found seal : seals.subList(0, Math.max(0, seals.size() - 1))) {
            if (due.size() == most || seal.seal().isEmpty()) {
                break;
            }
            SegmentSum sum = seal.seal().get().sum();
            boolean old = !sum.until().plus(retention.age()).isAfter(now);
            if ((!old && size <= retention.bytes()) || holds(directory, seal, needed)) {
                break;
            }
            due.add(seal);
            size -= sum.bytes();
        }
        return new Due(due);
    }

    private static boolean holds(Directory directory, Seal.Found seal, Set<String> needed)
            throws IOException {
        SegmentSum.Counting counting = new SegmentSum.Counting(seal.first());
        boolean[] holds = {false};
        try (Pinned file = directory.pin(LogFiles.sealed(seal.first()))) {
            ForwardLines lines = new ForwardLines(LogFiles.sealed(seal.first()), file::read);
            for (Optional<RawLine> line = lines.next(); line.isPresent(); line = lines.next()) {
                counting.take(line.get());
                line.get().facts().ifPresent(it -> holds[0] |= needed.contains(it.id()));
                if (line.get().form() == RawLine.Form.TORN) {
                    break;
                }
            }
        } catch (NoSuchFileException removedBefore) {
            return false;
        }
        return holds[0] || !counting.sum().equals(seal.seal().orElseThrow().sum());
    }
}
