package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.era.StoreEvidence;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Looks at one store: its era, its temps, and what in it is odd. Names are filtered before any
/// file is looked at, and no file is opened.
public final class Observer {

    /// Temps that one sweep takes up over all stores; about half a kilobyte of memory each. What is
    /// beyond is only watched, so that it need not wait again when its turn comes.
    public static final int MAX_TEMPS = 16_384;

    static final Name INDEX = new Name("sessions.json");
    static final Name ENTRIES = new Name("sessions.d");
    static final Name MANIFEST = new Name(".manifest.json");
    private static final Name PROMPTS = new Name("skills-prompts");
    private static final Name SHA256 = new Name("sha256");
    private static final Name COLD = new Name("cold");
    private static final Name AGENT = new Name("agent");
    private static final Name AGENT_DATABASE = new Name("openclaw-agent.sqlite");
    private static final Name IMPORT_ARCHIVE = new Name("session-sqlite-import-archive");
    private static final Name MIGRATION_RUNS = new Name("session-sqlite-migration-runs");

    private static final String JSONL = ".jsonl";
    private static final String TRAJECTORY = ".trajectory.jsonl";

    /// Made by a cloud-sync client; its copies are hard links to live transcripts (scenario S38).
    private static final Name SYNC_CLIENT = new Name(".tmp.driveupload");

    private final Root root;
    private final HealthProbe health;
    private final Sightings sightings;
    private final boolean readsDirectories;
    private int room = MAX_TEMPS;

    /// @param readsDirectories the configuration says that this root's gateway reads `sessions.d`
    public Observer(Root root, HealthProbe health, Sightings sightings, boolean readsDirectories) {
        this.root = root;
        this.health = health;
        this.sightings = sightings;
        this.readsDirectories = readsDirectories;
    }

    /// Says how many stores the root has.
    public void expect(int stores) {
        health.expect(stores);
    }

    /// Begins a look.
    public void beginLook() {
        room = MAX_TEMPS;
        sightings.beginLook();
        health.beginLook();
    }

    /// Ends it; what was not seen in it, of the stores that it looked at, is forgotten.
    public void endLook(Predicate<Place> lookedAt) {
        sightings.endLook(lookedAt);
    }

    /// Looks at one store.
    public StoreObservation observe(Place store, Instant now) throws IOException {
        Look look = new Look(store, now);
        try (Directory directory = root.open(store)) {
            look.basis.add(Basis.of(directory));
            List<TempName> found = look.list(directory, TempFamily.Home.SESSIONS);
            StoreEvidence evidence = evidence(directory, store, look);
            look.era = Era.of(evidence);
            look.archives.tell(store).ifPresent(look.oddities::add);
            look.takeUp(directory, found);
            if (look.prompts) {
                look.prompts(directory);
            }
            if (look.cold) {
                look.below(directory, COLD, TempFamily.Home.COLD);
            }
            return new StoreObservation(
                    store,
                    look.era,
                    look.index ? look.index(directory) : Optional.empty(),
                    evidence.entriesDirectory(),
                    evidence.entriesManifest(),
                    evidence.importArchive() || evidence.migrationRuns(),
                    look.temps,
                    look.locks,
                    look.oddities,
                    look.beyondBound,
                    look.basis);
        }
    }

    /// Whether the gateway's own migration to a database has begun: whatever is still here is its
    /// source.
    public boolean hasImportBegun(Place store) throws IOException {
        Place agent = store.isTop() ? store : store.parent();
        return exists(agent, IMPORT_ARCHIVE) || exists(Place.TOP, MIGRATION_RUNS);
    }

    /// Whether what tells a store's era is as it was when it was observed, a moment ago: for going
    /// on without listing it again. Doubt is no.
    public boolean isOfTheSameEra(StoreObservation seen) throws IOException {
        if (hasImportBegun(seen.store()) != seen.importBegun()) {
            return false;
        }
        try (Directory directory = root.open(seen.store())) {
            return directory.look(INDEX).isPresent() == seen.index().isPresent()
                    && isDirectory(directory, ENTRIES) == seen.entries();
        } catch (RefusedException | NoSuchFileException replaced) {
            return false;
        }
    }

    private StoreEvidence evidence(Directory store, Place place, Look look) throws IOException {
        boolean entries = look.entries && isDirectory(store, ENTRIES);
        Place agent = place.isTop() ? place : place.parent();
        boolean database = hasDatabase(agent.child(AGENT), look);
        return new StoreEvidence(
                look.index,
                entries,
                entries && hasManifest(store),
                exists(agent, IMPORT_ARCHIVE),
                exists(Place.TOP, MIGRATION_RUNS),
                database,
                look.transcripts,
                readsDirectories);
    }

    private boolean hasDatabase(Place agent, Look look) throws IOException {
        try (Directory directory = root.open(agent)) {
            look.basis.add(Basis.of(directory));
            return directory.look(AGENT_DATABASE).isPresent();
        } catch (RefusedException | NoSuchFileException none) {
            return false;
        }
    }

    /// Whether the gateway's own migration to a database has run in this root.
    public boolean hasMigrationRuns() throws IOException {
        return exists(Place.TOP, MIGRATION_RUNS);
    }

    private boolean hasManifest(Directory store) throws IOException {
        try (Directory entries = store.open(ENTRIES)) {
            return health.manifest(entries, MANIFEST) instanceof Health.Good;
        } catch (RefusedException | NoSuchFileException none) {
            return false;
        }
    }

    private static boolean isDirectory(Directory in, Name name) throws IOException {
        return in.look(name).filter(facts -> facts.type() == FileType.DIRECTORY).isPresent();
    }

    private boolean exists(Place in, Name name) throws IOException {
        try (Directory directory = root.open(in)) {
            return directory.look(name).isPresent();
        } catch (RefusedException | NoSuchFileException none) {
            return false;
        }
    }

    /// One look at one store, as it goes on.
    private final class Look {
        private final Place store;
        private final Instant now;
        private final List<TempSeen> temps = new ArrayList<>();
        private final List<LockName> locks = new ArrayList<>();
        private final List<Oddity> oddities = new ArrayList<>();
        private final List<Basis> basis = new ArrayList<>();
        private final Archives archives = new Archives();
        private Era era = Era.UNKNOWN;
        private int beyondBound;
        private boolean index;
        private boolean entries;
        private boolean transcripts;
        private boolean prompts;
        private boolean cold;

        Look(Place store, Instant now) {
            this.store = store;
            this.now = now;
        }

        Optional<IndexSeen> index(Directory directory) throws IOException {
            return directory
                    .look(INDEX)
                    .map(facts -> new IndexSeen(facts, see(store.child(INDEX), facts)));
        }

        List<TempName> list(Directory directory, TempFamily.Home home) throws IOException {
            List<TempName> found = new ArrayList<>();
            directory.list((name, _) -> {
                if (home == TempFamily.Home.SESSIONS) {
                    if (isLiveTranscript(name.value())) {
                        transcripts = true;
                        return true;
                    }
                    note(name);
                }
                TempFamily.recognise(name, home)
                        .ifPresent(temp -> {
                            if (found.size() < room) {
                                found.add(temp);
                            } else {
                                beyondBound++;
                                watch(directory, name);
                            }
                        });
                return true;
            });
            room -= found.size();
            return found;
        }

        void takeUp(Directory directory, List<TempName> found) throws IOException {
            for (TempName temp : found) {
                Optional<Facts> facts = directory.look(temp.name());
                facts.ifPresent(known -> add(directory.place(), temp, known));
            }
        }

        /// What is beyond the bound is seen without being taken up.
        private void watch(Directory directory, Name name) {
            if (!sightings.hasRoomForMore()) {
                return;
            }
            try {
                directory.look(name).ifPresent(facts -> see(directory.place().child(name), facts));
            } catch (IOException unseen) {
                // It waits from a later look on.
            }
        }

        private Sightings.Sighting see(Place place, Facts facts) {
            return sightings.see(store, place, facts.identity(), now);
        }

        /// Nearly all names of a large store are: of no family, no lock and no archive.
        private static boolean isLiveTranscript(String name) {
            return name.endsWith(JSONL)
                    && name.indexOf(JSONL) == name.length() - JSONL.length()
                    && name.charAt(0) != '.'
                    && !name.endsWith(TRAJECTORY);
        }

        private void note(Name name) {
            String value = name.value();
            archives.see(name);
            LockName.recognise(name).ifPresent(this::add);
            LockObserver.guardedBy(name).ifPresent(this::add);
            if (value.endsWith(JSONL) && !value.endsWith(TRAJECTORY)) {
                transcripts = true;
            } else if (name.equals(INDEX)) {
                index = true;
            } else if (name.equals(ENTRIES)) {
                entries = true;
            } else if (name.equals(PROMPTS)) {
                prompts = true;
            } else if (name.equals(COLD)) {
                cold = true;
            } else if (name.equals(SYNC_CLIENT)) {
                oddities.add(new Oddity(store.child(name), "store inside a synced folder"));
            }
        }

        private void add(LockName lock) {
            if (locks.size() < LockMemory.MAX_LOCKS) {
                locks.add(lock);
            } else if (locks.size() == LockMemory.MAX_LOCKS) {
                oddities.add(new Oddity(store, "more than " + LockMemory.MAX_LOCKS + " locks"));
            }
        }

        private void add(Place directory, TempName temp, Facts facts) {
            Place place = directory.child(temp.name());
            temps.add(new TempSeen(store, era, directory, temp, facts, see(place, facts)));
        }

        /// `skills-prompts/sha256/<2 hex>`: at most 256 directories.
        void prompts(Directory storeDirectory) throws IOException {
            enter(
                    storeDirectory,
                    PROMPTS,
                    prompts ->
                            enter(
                                    prompts,
                                    SHA256,
                                    sha256 -> {
                                        for (Name shard : children(sha256, Look::isShard)) {
                                            below(sha256, shard, TempFamily.Home.PROMPTS);
                                        }
                                    }));
        }

        private static boolean isShard(Name name) {
            return name.value().matches("[0-9a-f]{2}");
        }

        void below(Directory directory, Name name, TempFamily.Home home) throws IOException {
            enter(directory, name, inner -> takeUp(inner, list(inner, home)));
        }

        private void enter(Directory directory, Name name, Visit visit) throws IOException {
            try (Directory inner = directory.open(name)) {
                basis.add(Basis.of(inner));
                visit.at(inner);
            } catch (RefusedException refused) {
                oddities.add(new Oddity(directory.place().child(name), refused.kind()));
            } catch (NoSuchFileException notThereOrNoLonger) {
                // Nothing to look at.
            }
        }

        private static List<Name> children(Directory directory, Predicate<Name> wanted)
                throws IOException {
            List<Name> names = new ArrayList<>();
            directory.list((name, type) -> {
                if (wanted.test(name) && type.filter(kind -> kind == FileType.REGULAR).isEmpty()) {
                    names.add(name);
                }
                return true;
            });
            return names;
        }
    }

    private interface Visit {
        void at(Directory directory) throws IOException;
    }
}
