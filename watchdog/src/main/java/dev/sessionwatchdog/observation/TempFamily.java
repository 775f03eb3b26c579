package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Name;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The temporary files that gateways are known to leave behind, each with the one kind of directory
/// in which its name means anything. Names are matched whole; what no family matches is foreign.
///
/// Source: `facts/upstream.md` b.1, read from the published gateways and seen in real runs.
public enum TempFamily {
    INDEX(
            Home.SESSIONS,
            Worth.SUPERSEDED_BY_JSON,
            "(?<target>sessions\\.json)\\.(?:@PID\\.)?@UUID\\.tmp"),
    FS_SAFE_REPLACE(Home.SESSIONS, Worth.TARGET_UNKNOWN, "\\.fs-safe-replace\\.@PID\\.@UUID\\.tmp"),
    TRANSCRIPT_REPAIR(
            Home.SESSIONS,
            Worth.BESIDE_ITS_TARGET,
            "(?<target>@SID\\.jsonl)\\.repair(?:-@PID-@MS|\\.@PID2\\.@UUID)\\.tmp"),
    TRANSCRIPT_COMPACT(
            Home.SESSIONS,
            Worth.BESIDE_ITS_TARGET,
            "(?<target>@SID\\.jsonl)\\.compact\\.@UUID\\.tmp"),
    TRANSCRIPT_BACKUP(Home.SESSIONS, Worth.MAY_BE_THE_ONLY_COPY, "@SID\\.jsonl\\.bak-@PID-@MS"),
    USAGE_CACHE(
            Home.SESSIONS, Worth.SUPERSEDED_BY_JSON, "\\.usage-cost-cache\\.@PID\\.@UUID\\.tmp"),
    USAGE_LOCK_SOURCE(
            Home.SESSIONS,
            Worth.TARGET_UNKNOWN,
            "\\.usage-cost-cache\\.json\\.lock\\.@PID\\.(?<hrtime>\\d{1,20})\\.tmp"),
    ARCHIVE(
            Home.SESSIONS,
            Worth.BESIDE_ITS_TARGET,
            "(?<target>@SID\\.jsonl\\.(?:deleted|reset|bak)\\.(?<time>[0-9TZ.-]{10,32}?)(?:\\.zst)?)\\.@UUID\\.tmp"),
    FS_SAFE(Home.SESSIONS, Worth.TARGET_UNKNOWN, "\\.fs-safe-(?:@PID-)?@UUID\\.tmp"),
    FS_SAFE_STREAM(Home.SESSIONS, Worth.TARGET_UNKNOWN, "\\.fs-safe-stream\\.@PID\\.@UUID\\.tmp"),
    TRAJECTORY(Home.SESSIONS, Worth.TARGET_UNKNOWN, "\\.openclaw-trajectory-\\.@PID\\.@UUID\\.tmp"),
    FS_SAFE_OUTPUT(
            Home.SESSIONS,
            Worth.TARGET_UNKNOWN,
            "\\.fs-safe-output-(?<other>[0-9A-Za-z._-]{1,120})\\.part"),
    FS_SAFE_MOVE(Home.SESSIONS, Worth.MAY_BE_THE_ONLY_COPY, "\\.fs-safe-move-@PID-@UUID\\.tmp"),
    FS_SAFE_CREATE(Home.SESSIONS, Worth.MAY_BE_THE_ONLY_COPY, "\\.fs-safe-create-@UUID"),
    FS_SAFE_DIRECTORY_BACKUP(
            Home.SESSIONS,
            Worth.MAY_BE_THE_ONLY_COPY,
            "\\.fs-safe-dir-backup-(?<other>[0-9A-Za-z._-]{1,120})"),
    PROMPT(
            Home.PROMPTS,
            Worth.SUPERSEDED_BY_OWN_HASH,
            "(?<target>(?<hash>[0-9a-f]{64})\\.txt)\\.@PID\\.@UUID\\.tmp"),
    COLD_STAGE(Home.COLD, Worth.MAY_BE_THE_ONLY_COPY, "@UUID\\.tmp(?:\\.zst)?");

    /// The kinds of directory below a store in which temps are looked for.
    public enum Home {
        /// The store directory itself.
        SESSIONS,
        /// `skills-prompts/sha256/<2 hex>` in it.
        PROMPTS,
        /// `cold` in it.
        COLD
    }

    /// What such a file can be worth once its writer is gone.
    public enum Worth {
        /// Nothing, once the target is a whole JSON object and newer.
        SUPERSEDED_BY_JSON,
        /// Nothing, once the target's content has the hash that its name says.
        SUPERSEDED_BY_OWN_HASH,
        /// Doubtful; and if the target is missing it may be the only copy.
        BESIDE_ITS_TARGET,
        /// Doubtful: the name does not tell what it was to become.
        TARGET_UNKNOWN,
        /// Possibly everything: never reaped.
        MAY_BE_THE_ONLY_COPY
    }

    /// Above Linux's `PID_MAX_LIMIT` (2^22) a number is no process id, and the name not one of
    /// these.
    private static final long PID_MAX = 4_194_304;

    /// The parts of a name that are different from file to file, and what stands for them in a
    /// shape.
    private static final Map<String, String> VARIABLE =
            Map.of(
                    "sid", "<session>",
                    "pid", "<pid>",
                    "pid2", "<pid>",
                    "ms", "<ms>",
                    "hrtime", "<hrtime>",
                    "time", "<time>",
                    "uuid", "<uuid>",
                    "hash", "<hash>",
                    "other", "<name>");

    private static final Name USAGE_CACHE_FILE = new Name(".usage-cost-cache.json");

    private final Home home;
    private final Worth worth;
    private final Pattern pattern;

    /// Groups of the pattern that are different from file to file, from left to right.
    @SuppressWarnings("ImmutableEnumChecker") // made by toList
    private final List<String> variable;

    private final boolean tellsTarget;

    TempFamily(Home home, Worth worth, String grammar) {
        this.home = home;
        this.worth = worth;
        this.pattern =
                Pattern.compile(
                        grammar.replace("@PID2", "(?<pid2>[1-9]\\d{0,9})")
                                .replace("@PID", "(?<pid>[1-9]\\d{0,9})")
                                .replace("@MS", "(?<ms>\\d{10,16})")
                                .replace("@SID", "(?<sid>[0-9A-Za-z][0-9A-Za-z_-]{0,120})")
                                .replace(
                                        "@UUID",
                                        "(?<uuid>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})"));
        Map<String, Integer> groups = pattern.namedGroups();
        this.variable =
                groups.keySet().stream()
                        .filter(group -> !group.equals("target"))
                        .sorted(Comparator.comparing(groups::get))
                        .toList();
        this.tellsTarget = groups.containsKey("target");
    }

    public Worth worth() {
        return worth;
    }

    public Home home() {
        return home;
    }

    /// What the name says, if it is of one of the families that belong in this kind of directory.
    public static Optional<TempName> recognise(Name name, Home home) {
        if (!mayBeOne(name.value())) {
            return Optional.empty();
        }
        for (TempFamily family : values()) {
            if (family.home == home) {
                Matcher matcher = family.pattern.matcher(name.value());
                if (matcher.matches()) {
                    return family.read(name, matcher);
                }
            }
        }
        return Optional.empty();
    }

    /// Cheap, for directories of a hundred thousand other names.
    private static boolean mayBeOne(String name) {
        return name.endsWith(".tmp")
                || name.startsWith(".fs-safe-")
                || name.endsWith(".tmp.zst")
                || name.contains(".jsonl.bak-");
    }

    private Optional<TempName> read(Name name, Matcher matcher) {
        OptionalLong pid = OptionalLong.empty();
        for (String group : variable) {
            if (group.startsWith("pid") && matcher.group(group) != null) {
                pid = OptionalLong.of(Long.parseLong(matcher.group(group)));
            }
        }
        if (pid.isPresent() && (pid.getAsLong() < 1 || pid.getAsLong() > PID_MAX)) {
            return Optional.empty();
        }
        return Optional.of(new TempName(name, this, target(matcher), pid));
    }

    private Optional<Name> target(Matcher matcher) {
        if (tellsTarget) {
            return Name.parse(matcher.group("target"));
        }
        return this == USAGE_CACHE ? Optional.of(USAGE_CACHE_FILE) : Optional.empty();
    }

    /// The shape of the name, for people: `sessions.json.<pid>.<uuid>.tmp`. Nothing that is
    /// different from one file of the family to the next is in it.
    public String shape(TempName temp) {
        Matcher matcher = pattern.matcher(temp.name().value());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not of the family " + this);
        }
        String name = temp.name().value();
        StringBuilder shape = new StringBuilder();
        int from = 0;
        for (String group : variable) {
            if (matcher.group(group) != null) {
                shape.append(name, from, matcher.start(group))
                        .append(VARIABLE.getOrDefault(group, ""));
                from = matcher.end(group);
            }
        }
        shape.append(name, from, name.length());
        return shape.toString();
    }
}
