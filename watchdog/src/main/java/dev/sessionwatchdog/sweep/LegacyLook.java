package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.LegacyFinding;
import dev.sessionwatchdog.finding.LegacyRule;
import dev.sessionwatchdog.observation.CloseObserver;
import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.LegacySeen;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.ReaderEvidence;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.StoreLimits;
import dev.sessionwatchdog.store.migration.Backup;
import dev.sessionwatchdog.store.migration.LaterWriting;
import dev.sessionwatchdog.store.migration.StoreNames;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts together what speaks for and against migrating a store, and asks the rule. What is the same
/// for all stores of a root is found out once in a look.
final class LegacyLook {

    private static final Logger LOG = LoggerFactory.getLogger(LegacyLook.class);
    private static final Name ENTRIES = new Name("sessions.d");

    /// An entry that was written so much later than the single file was retired was written by
    /// somebody else.
    private static final Duration SURELY_LATER = Duration.ofMinutes(1);

    /// Siblings that are asked for evidence.
    private static final int MOST_SIBLINGS = 16;

    private final Root root;
    private final Config.GatewayReads reads;
    private final CloseObserver closely;
    private final ProcessTable processes;
    private final Migrations migrations;
    private final TakenBack takenBack;
    private final Set<Place> directories =
            new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));

    /// What was found out, by the directory as it was then.
    private final Map<Place, Writing> writings = new HashMap<>();

    private record Writing(Identity entries, Optional<ReaderEvidence.Sibling> found) {}

    private Optional<ReaderEvidence> reader = Optional.empty();
    private Optional<List<Gateway>> gateways = Optional.empty();
    private Optional<Optional<String>> unseen = Optional.empty();

    LegacyLook(
            Root root,
            Config.GatewayReads reads,
            CloseObserver closely,
            ProcessTable processes,
            Migrations migrations,
            TakenBack takenBack) {
        this.root = root;
        this.reads = reads;
        this.closely = closely;
        this.processes = processes;
        this.migrations = migrations;
        this.takenBack = takenBack;
    }

    /// Begins a look at these stores.
    ///
    /// @param all whether there are no others
    void begin(List<StoreObservation> stores, boolean all) {
        reader = Optional.empty();
        gateways = Optional.empty();
        unseen = Optional.empty();
        if (all) {
            directories.clear();
        }
        for (StoreObservation store : stores) {
            if (store.era() == Era.DIRECTORY && store.sealed()) {
                directories.add(store.store());
            } else {
                directories.remove(store.store());
            }
        }
    }

    /// Whether the rule is about this store.
    static boolean concerns(StoreObservation store) {
        return store.index().isPresent()
                && (store.era() == Era.SINGLE_FILE || store.era() == Era.MIXED);
    }

    /// What the rule says of a store that it is about.
    ///
    /// @param byHand a person asks, who may say that a store that was taken back shall go again
    LegacyFinding judge(StoreObservation store, LegacyRule rule, boolean byHand)
            throws IOException {
        boolean rolledBack = !byHand && reader().known() && takenBack.contains(store.store());
        LegacySeen seen = see(store, rolledBack);
        Optional<LegacyFinding> objection = rule.atFirstSight(seen);
        return objection.isPresent()
                ? objection.get()
                : rule.judge(seen.with(closely.index(store.store(), Era.SINGLE_FILE)));
    }

    private LegacySeen see(StoreObservation store, boolean rolledBack) throws IOException {
        ReaderEvidence evidence = reader();
        return new LegacySeen(
                store.store(),
                store.era(),
                store.index().orElseThrow(),
                store.entries(),
                store.sealed(),
                Optional.empty(),
                evidence,
                evidence.known() ? gateways() : List.of(),
                evidence.known() ? unseen() : Optional.empty(),
                rolledBack);
    }

    private List<Gateway> gateways() {
        if (gateways.isEmpty()) {
            gateways = Optional.of(processes.gateways(root.path()));
        }
        return gateways.get();
    }

    private Optional<String> unseen() {
        if (unseen.isEmpty()) {
            unseen = Optional.of(processes.unseenGateways(root.path()));
        }
        return unseen.get();
    }

    /// Whether it is known by the last look that asked, or said by the configuration.
    boolean knowsReader() {
        return reads == Config.GatewayReads.DIRECTORY
                || (reads == Config.GatewayReads.AUTO && !directories.isEmpty());
    }

    /// What shows that this root's gateway reads directories.
    ReaderEvidence reader() {
        if (reader.isEmpty()) {
            reader =
                    Optional.of(
                            switch (reads) {
                                case DIRECTORY -> new ReaderEvidence.Configured();
                                case SINGLE_FILE -> new ReaderEvidence.SingleFile();
                                case AUTO -> sibling();
                            });
        }
        return reader.get();
    }

    /// A sibling that cannot be read shows nothing, and hides none of the others.
    private ReaderEvidence sibling() {
        writings.keySet().retainAll(directories);
        for (Place store : directories.stream().limit(MOST_SIBLINGS).toList()) {
            try {
                Optional<ReaderEvidence.Sibling> found = writing(store);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (IOException outOfReach) {
                LOG.warn("store {} cannot be asked who reads it", store, outOfReach);
            }
        }
        return new ReaderEvidence.None();
    }

    /// Read once for every state of the directory: an entry changes by a rename in it.
    private Optional<ReaderEvidence.Sibling> writing(Place store) throws IOException {
        Optional<Identity> entries = entries(store);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Writing known = writings.get(store);
        if (known != null && known.entries.equals(entries.get())) {
            return known.found;
        }
        Optional<Instant> retired =
                migrations.looking(store).backups().stream()
                        .filter(Backup::file)
                        .map(Backup::created)
                        .max(Instant::compareTo);
        if (retired.isEmpty()) {
            return Optional.empty();
        }
        Optional<ReaderEvidence.Sibling> found =
                LaterWriting.find(
                                root,
                                store,
                                StoreNames.DEFAULT,
                                retired.get().plus(SURELY_LATER),
                                StoreLimits.DEFAULT.maxEntryBytes())
                        .map(written -> new ReaderEvidence.Sibling(store, retired.get(), written));
        writings.put(store, new Writing(entries.get(), found));
        return found;
    }

    private Optional<Identity> entries(Place store) throws IOException {
        try (Directory directory = root.open(store)) {
            return directory.look(ENTRIES).map(Facts::identity);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }
}
