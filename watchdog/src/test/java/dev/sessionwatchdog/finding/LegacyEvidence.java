package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.IndexSeen;
import dev.sessionwatchdog.observation.LegacySeen;
import dev.sessionwatchdog.observation.ReaderEvidence;
import dev.sessionwatchdog.observation.Sightings;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A legacy store for tests: by default one that nothing speaks against.
record LegacyEvidence(
        ReaderEvidence reader,
        boolean entries,
        boolean sealed,
        List<Gateway> gateways,
        Optional<String> unseen,
        boolean rolledBack,
        Facts facts,
        Health health,
        int looks,
        Duration watched) {

    static final int UID = 1000;
    static final Duration CONFIRM = Duration.ofMinutes(1);
    static final long MOST_BYTES = 1000;
    static final Place STORE = Place.of("agents/main/sessions");
    static final ReaderEvidence SIBLING =
            new ReaderEvidence.Sibling(
                    Place.of("agents/ops/sessions"), Instant.EPOCH, Instant.EPOCH.plusSeconds(99));

    static LegacyEvidence ripe() {
        Facts facts = facts(FileType.REGULAR, 100, UID, 0600, 1);
        return new LegacyEvidence(
                new ReaderEvidence.Configured(),
                false,
                false,
                List.of(),
                Optional.empty(),
                false,
                facts,
                new Health.Good(facts),
                2,
                CONFIRM);
    }

    static Facts facts(FileType type, long size, int uid, int mode, int links) {
        Instant then = Instant.EPOCH;
        return new Facts(
                type, 1, 7, size, then, then, Optional.empty(), mode, uid, uid, links, false);
    }

    LegacyEvidence reader(ReaderEvidence other) {
        return new LegacyEvidence(
                other,
                entries,
                sealed,
                gateways,
                unseen,
                rolledBack,
                facts,
                health,
                looks,
                watched);
    }

    LegacyEvidence beside(boolean manifest) {
        return new LegacyEvidence(
                reader,
                true,
                manifest,
                gateways,
                unseen,
                rolledBack,
                facts,
                health,
                looks,
                watched);
    }

    LegacyEvidence gateway() {
        Gateway one =
                new Gateway(77, Instant.EPOCH, OptionalLong.empty(), OptionalLong.empty(), true);
        return new LegacyEvidence(
                reader,
                entries,
                sealed,
                List.of(one),
                unseen,
                rolledBack,
                facts,
                health,
                looks,
                watched);
    }

    LegacyEvidence unseenGateway() {
        return new LegacyEvidence(
                reader,
                entries,
                sealed,
                gateways,
                Optional.of("hidden"),
                rolledBack,
                facts,
                health,
                looks,
                watched);
    }

    LegacyEvidence takenBack() {
        return new LegacyEvidence(
                reader, entries, sealed, gateways, unseen, true, facts, health, looks, watched);
    }

    LegacyEvidence index(Facts other) {
        return new LegacyEvidence(
                reader,
                entries,
                sealed,
                gateways,
                unseen,
                rolledBack,
                other,
                new Health.Good(other),
                looks,
                watched);
    }

    LegacyEvidence health(Health other) {
        return new LegacyEvidence(
                reader,
                entries,
                sealed,
                gateways,
                unseen,
                rolledBack,
                facts,
                other,
                looks,
                watched);
    }

    LegacyEvidence watched(int times, Duration span) {
        return new LegacyEvidence(
                reader, entries, sealed, gateways, unseen, rolledBack, facts, health, times, span);
    }

    LegacySeen seen() {
        return new LegacySeen(
                STORE,
                entries ? Era.MIXED : Era.SINGLE_FILE,
                new IndexSeen(facts, new Sightings.Sighting(looks, watched)),
                entries,
                sealed,
                Optional.of(health),
                reader,
                gateways,
                unseen,
                rolledBack);
    }
}
