package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.CloseLook;
import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.Sightings;
import dev.sessionwatchdog.observation.TempFamily;
import dev.sessionwatchdog.observation.TempSeen;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// All that the rule asks about one temp: at first an orphan whose target supersedes it; each
/// method makes one thing different.
public record Evidence(
        String name,
        FileType type,
        int links,
        int uid,
        boolean mountPoint,
        Duration age,
        int looks,
        Duration watched,
        InUse inUse,
        Optional<ProcessSight> writer,
        Visibility visibility,
        Optional<Health> target,
        Optional<Boolean> targetExists,
        Health index) {

    public static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");
    public static final int UID = 1000;
    public static final String UUID = "a7a17c4a-688b-41a1-b4f1-a4e2d099365b";
    public static final String PLAIN = "sessions.json." + UUID + ".tmp";
    public static final String WITH_PID = "sessions.json.4711." + UUID + ".tmp";
    public static final String UNTRACEABLE = ".fs-safe-" + UUID + ".tmp";
    public static final String REPAIR = "abc.jsonl.compact." + UUID + ".tmp";

    private static final Place STORE = Place.of("agents/main/sessions");

    public static Evidence orphan() {
        return new Evidence(
                PLAIN,
                FileType.REGULAR,
                1,
                UID,
                false,
                Duration.ofHours(5),
                2,
                Duration.ofMinutes(2),
                new InUse.Nobody(),
                Optional.empty(),
                new Visibility.Sees(),
                Optional.of(good(Duration.ZERO)),
                Optional.of(true),
                good(Duration.ZERO));
    }

    public static Health good(Duration age) {
        return new Health.Good(facts(FileType.REGULAR, 1, UID, false, age));
    }

    public static Health damaged() {
        return new Health.Damaged(facts(FileType.REGULAR, 1, UID, false, Duration.ZERO), "empty");
    }

    private static Facts facts(FileType type, int links, int uid, boolean mount, Duration age) {
        Instant then = NOW.minus(age);
        return new Facts(type, 1, 2, 3, then, then, Optional.empty(), 0600, uid, uid, links, mount);
    }

    /// @throws IllegalArgumentException if the name is of no family
    public TempSeen seen() {
        return new TempSeen(
                STORE,
                Era.SINGLE_FILE,
                STORE,
                TempFamily.recognise(new Name(name), TempFamily.Home.SESSIONS).orElseThrow(),
                facts(type, links, uid, mountPoint, age),
                new Sightings.Sighting(looks, watched));
    }

    public CloseLook.Looked look() {
        TempSeen seen = seen();
        return new CloseLook.Looked(
                seen,
                seen.facts(),
                Optional.of(new ContentHash("0".repeat(64), "full")),
                inUse,
                writer,
                visibility,
                target,
                targetExists);
    }

    public Evidence named(String other) {
        return new Evidence(
                other,
                type,
                links,
                uid,
                mountPoint,
                age,
                looks,
                watched,
                inUse,
                writer,
                visibility,
                target,
                targetExists,
                index);
    }

    public Evidence kind(FileType other, int names, int owner, boolean mount) {
        return new Evidence(
                name,
                other,
                names,
                owner,
                mount,
                age,
                looks,
                watched,
                inUse,
                writer,
                visibility,
                target,
                targetExists,
                index);
    }

    public Evidence aged(Duration other) {
        return new Evidence(
                name,
                type,
                links,
                uid,
                mountPoint,
                other,
                looks,
                watched,
                inUse,
                writer,
                visibility,
                target,
                targetExists,
                index);
    }

    public Evidence seenFor(int times, Duration span) {
        return new Evidence(
                name,
                type,
                links,
                uid,
                mountPoint,
                age,
                times,
                span,
                inUse,
                writer,
                visibility,
                target,
                targetExists,
                index);
    }

    public Evidence openTo(InUse use) {
        return new Evidence(
                name,
                type,
                links,
                uid,
                mountPoint,
                age,
                looks,
                watched,
                use,
                writer,
                visibility,
                target,
                targetExists,
                index);
    }

    /// With its process id in the name, and this sight of it.
    public Evidence writtenBy(ProcessSight sight, Visibility how) {
        return new Evidence(
                WITH_PID,
                type,
                links,
                uid,
                mountPoint,
                age,
                looks,
                watched,
                inUse,
                Optional.of(sight),
                how,
                target,
                targetExists,
                index);
    }

    public Evidence towards(Optional<Health> health, Optional<Boolean> exists) {
        return new Evidence(
                name,
                type,
                links,
                uid,
                mountPoint,
                age,
                looks,
                watched,
                inUse,
                writer,
                visibility,
                health,
                exists,
                index);
    }

    public Evidence beside(Health otherIndex) {
        return new Evidence(
                name,
                type,
                links,
                uid,
                mountPoint,
                age,
                looks,
                watched,
                inUse,
                writer,
                visibility,
                target,
                targetExists,
                otherIndex);
    }
}
