package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Name;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a live transcript: `<id>.jsonl` or `<id>-topic-<topic>.jsonl`, matched whole.
///
/// A gateway takes any id of letters, digits, dots, hyphens and underscores that begins with a
/// letter or digit and has at most 128 of them; the topic is a URI component (read in the published
/// 2026.5.22 and 2026.6.11). Within these bounds lie also names that gateways give to other files,
/// as `<id>.trajectory.jsonl`; whoever has a part that means something else is not one of these.
///
/// @param stem the name without `.jsonl`
record TranscriptName(Name name, String stem) {

    private static final Pattern GRAMMAR =
            Pattern.compile(
                    "(?<stem>[0-9A-Za-z][0-9A-Za-z._-]{0,127}?"
                            + "(?:-topic-(?:[0-9A-Za-z._-]|%[0-9A-F]{2}){1,120})?)\\.jsonl");

    /// What a fork of a session is called: its time, then its id.
    private static final Pattern FORK =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T[0-9TZ-]{1,30}_(?<id>.+)");

    private static final String TOPIC = "-topic-";

    /// After a dot these are no part of an id: they are what gateways append to names.
    private static final Set<String> MEANS_SOMETHING_ELSE =
            Set.of(
                    "",
                    "bak",
                    "checkpoint",
                    "compact",
                    "deleted",
                    "json",
                    "jsonl",
                    "lock",
                    "migrated",
                    "reclaim",
                    "repair",
                    "reset",
                    "sqlite",
                    "tmp",
                    "trajectory",
                    "trajectory-path",
                    "zst");

    static Optional<TranscriptName> parse(Name name) {
        Matcher matcher = GRAMMAR.matcher(name.value());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String stem = matcher.group("stem");
        String[] parts = stem.split("\\.", -1);
        for (int i = 1; i < parts.length; i++) {
            if (MEANS_SOMETHING_ELSE.contains(parts[i].toLowerCase(Locale.ROOT))) {
                return Optional.empty();
            }
        }
        return Optional.of(new TranscriptName(name, stem));
    }

    /// The session that it most likely belongs to: before a topic, after the time of a fork.
    String sessionId() {
        return sessionIds().getLast();
    }

    /// Every session that it may belong to, the whole stem first: a name does not tell for certain
    /// whether `hot-topic-news` is a session or a topic of `hot`.
    SequencedSet<String> sessionIds() {
        SequencedSet<String> ids = new LinkedHashSet<>();
        ids.add(stem);
        Matcher fork = FORK.matcher(stem);
        String rest = fork.matches() ? fork.group("id") : stem;
        ids.addLast(rest);
        int topic = rest.indexOf(TOPIC);
        if (topic > 0 && topic + TOPIC.length() < rest.length()) {
            ids.addLast(rest.substring(0, topic));
        }
        return ids;
    }

    /// The trajectory beside it; empty if such a name would be too long.
    Optional<Name> trajectory() {
        return Name.parse(stem + ".trajectory.jsonl");
    }
}
