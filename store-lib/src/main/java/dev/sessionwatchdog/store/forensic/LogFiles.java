package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which files of a directory make up a log.
///
/// @param segments all but the active one, oldest first
/// @param brokenHeads heads that disagreed with the log at some start, kept as evidence
/// @param leftovers of replacements of the head and of seals that did not finish, and of a rotation
/// @param seals of segments, those of missing ones too, oldest first
/// @param active whether there is an active segment
record LogFiles(
        List<Segment> segments,
        List<Name> brokenHeads,
        List<Name> leftovers,
        List<SealFile> seals,
        boolean active) {

    static final Name ACTIVE = new Name("events.jsonl");

    /// Made ready before it becomes the active one.
    static final Name NEXT = new Name("events.next");

    static final Name HEAD = new Name("events.head");
    static final Name LOCK = new Name("writer.lock");

    private static final int MAX_SEGMENTS = 100_000;
    private static final Pattern SEALED = Pattern.compile("events-(\\d{12})\\.jsonl");
    private static final Pattern FRAGMENT = Pattern.compile("events-(\\d{12})\\.torn-(\\d{1,6})");
    private static final Pattern BROKEN_HEAD = Pattern.compile("events\\.head\\.broken-\\d{1,6}");
    private static final Pattern SEAL = Pattern.compile("events-(\\d{12})\\.seal");
    private static final Pattern LEFTOVER =
            Pattern.compile("\\.events(\\.head|-\\d{12}\\.seal)\\..*\\.new");

    /// A seal beside a segment.
    ///
    /// @param first the sequence that the segment begins with
    record SealFile(Name name, long first) {}

    /// A segment that is no longer written.
    ///
    /// @param first for a sealed one the sequence of its first line; for a fragment the sequence
    ///   that the log went on with
    /// @param fragment 0 for a sealed one; else the number of a file that was set aside at a start
    ///   because it does not begin with a line of ours
    record Segment(Name name, long first, int fragment) implements Comparable<Segment> {

        static Optional<Segment> parse(Name name) {
            Matcher sealed = SEALED.matcher(name.value());
            if (sealed.matches()) {
                return Optional.of(new Segment(name, Long.parseLong(sealed.group(1)), 0));
            }
            Matcher torn = FRAGMENT.matcher(name.value());
            if (torn.matches()) {
                int number = Integer.parseInt(torn.group(2));
                return Optional.of(new Segment(name, Long.parseLong(torn.group(1)), number));
            }
            return Optional.empty();
        }

        @Override
        public int compareTo(Segment other) {
            int order = Long.compare(first, other.first);
            return order != 0 ? order : Integer.compare(rank(), other.rank());
        }

        private int rank() {
            return fragment == 0 ? Integer.MAX_VALUE : fragment;
        }
    }

    static LogFiles list(Directory directory) throws IOException {
        List<Segment> segments = new ArrayList<>();
        List<Name> broken = new ArrayList<>();
        List<Name> leftovers = new ArrayList<>();
        List<SealFile> seals = new ArrayList<>();
        boolean[] active = {false};
        directory.list((name, _) -> {
            Segment.parse(name).ifPresent(segments::add);
            Matcher seal = SEAL.matcher(name.value());
            if (seal.matches()) {
                seals.add(new SealFile(name, Long.parseLong(seal.group(1))));
            }
            if (BROKEN_HEAD.matcher(name.value()).matches()) {
                broken.add(name);
            } else if (name.equals(NEXT) || LEFTOVER.matcher(name.value()).matches()) {
                leftovers.add(name);
            }
            active[0] |= name.equals(ACTIVE);
            return segments.size() + broken.size() + leftovers.size() <= MAX_SEGMENTS
                    && seals.size() <= MAX_SEGMENTS;
        });
        if (segments.size() + broken.size() + leftovers.size() > MAX_SEGMENTS
                || seals.size() > MAX_SEGMENTS) {
            throw new IOException("more than " + MAX_SEGMENTS + " files in the log");
        }
        segments.sort(null);
        broken.sort(null);
        seals.sort(Comparator.comparingLong(SealFile::first));
        return new LogFiles(
                List.copyOf(segments),
                List.copyOf(broken),
                leftovers,
                List.copyOf(seals),
                active[0]);
    }

    static Name sealed(long first) {
        return new Name(String.format(Locale.ROOT, "events-%012d.jsonl", first));
    }

    static Name seal(long first) {
        return new Name(String.format(Locale.ROOT, "events-%012d.seal", first));
    }

    /// A name for a file that has no first line of ours.
    static Name fragment(Directory directory, long next) throws IOException {
        return free(directory, String.format(Locale.ROOT, "events-%012d.torn-", next));
    }

    static Name brokenHead(Directory directory) throws IOException {
        return free(directory, HEAD + ".broken-");
    }

    private static Name free(Directory directory, String prefix) throws IOException {
        for (int number = 1; number < MAX_SEGMENTS; number++) {
            Name name = new Name(prefix + number);
            if (directory.look(name).isEmpty()) {
                return name;
            }
        }
        throw new IOException("more than " + MAX_SEGMENTS + " files like " + prefix);
    }
}
