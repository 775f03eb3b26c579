package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Opens what looks like an orphan and collects the evidence: content hash, who has it open, its
/// writer, the health of what it was to become. Changes nothing.
public final class CloseObserver {

    private final Root root;
    private final HealthProbe health;
    private final ProcessTable processes;
    private final long hashMaxBytes;

    public CloseObserver(Root root, HealthProbe health, ProcessTable processes, long hashMaxBytes) {
        this.root = root;
        this.health = health;
        this.processes = processes;
        this.hashMaxBytes = hashMaxBytes;
    }

    /// The same, for temps that were all found before now.
    public CloseObserver forOneSweep() {
        return new CloseObserver(root, health, new GoneProcesses(processes), hashMaxBytes);
    }

    /// Whether what holds the store together is whole: the index, or in the directory era the
    /// manifest.
    public Health index(Place store, Era era) throws IOException {
        return index(store, era, Optional.empty());
    }

    /// The same, directly before an act in an open directory, which holds the index or not.
    public Health index(Place store, Era era, Directory beside) throws IOException {
        return index(store, era, Optional.of(beside));
    }

    private Health index(Place store, Era era, Optional<Directory> open) throws IOException {
        if (era != Era.DIRECTORY && open.filter(it -> it.place().equals(store)).isPresent()) {
            return health.jsonObject(open.get(), Observer.INDEX);
        }
        Place holder = era == Era.DIRECTORY ? store.child(Observer.ENTRIES) : store;
        Name name = era == Era.DIRECTORY ? Observer.MANIFEST : Observer.INDEX;
        try (Directory directory = root.open(holder)) {
            return era == Era.DIRECTORY
                    ? health.manifest(directory, name)
                    : health.jsonObject(directory, name);
        } catch (NoSuchFileException gone) {
            return new Health.CannotTell("the store is gone");
        } catch (RefusedException refused) {
            return new Health.CannotTell("the store is a " + refused.kind());
        }
    }

    /// Whether an index begins and ends as a whole one does; cheap, whatever its size.
    public Health ends(Place store) throws IOException {
        try (Directory directory = root.open(store)) {
            return health.ends(directory, Observer.INDEX);
        } catch (NoSuchFileException gone) {
            return new Health.CannotTell("the store is gone");
        } catch (RefusedException refused) {
            return new Health.CannotTell("the store is a " + refused.kind());
        }
    }

    /// Whether a temp that may serve as a recovery source is itself a whole JSON object.
    public Health asRecoverySource(TempSeen seen) throws IOException {
        return whole(seen.place());
    }

    /// Whether a file is a whole JSON object.
    Health whole(Place file) throws IOException {
        try (Directory directory = root.open(file.parent())) {
            return health.jsonObject(directory, file.name());
        } catch (NoSuchFileException | RefusedException gone) {
            return new Health.CannotTell("it is gone");
        }
    }

    /// Looks closely at one temp.
    public CloseLook look(TempSeen seen, HeldDirectory held) {
        try {
            return look(seen, held.at(seen.directory()));
        } catch (NoSuchFileException gone) {
            return new CloseLook.Changed(seen, "it is gone");
        } catch (RefusedException refused) {
            return new CloseLook.Changed(seen, "there is a " + refused.kind() + " now");
        } catch (IOException unreadable) {
            return new CloseLook.Unreadable(
                    seen, unreadable.getClass().getSimpleName() + " while it was looked at");
        }
    }

    private CloseLook look(TempSeen seen, Directory directory) throws IOException {
        try (Pinned file = directory.pin(seen.temp().name())) {
            Facts facts = file.opened();
            if (!facts.identity().equals(seen.facts().identity())) {
                return new CloseLook.Changed(seen, "it is not the file that was seen before");
            }
            InUse inUse = file.claim();
            file.release();
            Optional<ProcessSight> writer = writer(seen.temp());
            // The evidence is hashed only where it may be acted on; the rest is looked at often.
            boolean mayAct =
                    !(inUse instanceof InUse.Somebody)
                            && writer.filter(sight -> sight instanceof ProcessSight.Unknown)
                                    .isEmpty();
            Optional<ContentHash> hash =
                    mayAct
                            ? Optional.of(ContentHash.of(file, facts.size(), hashMaxBytes))
                            : Optional.empty();
            Optional<Health> target = target(directory, seen.temp());
            return new CloseLook.Looked(
                    seen,
                    facts,
                    hash,
                    inUse,
                    writer,
                    processes.visibility(),
                    target,
                    targetExists(directory, seen.temp(), target));
        }
    }

    private Optional<ProcessSight> writer(TempName temp) {
        return temp.pid().isPresent()
                ? Optional.of(processes.look(temp.pid().getAsLong()))
                : Optional.empty();
    }

    private Optional<Health> target(Directory directory, TempName temp) throws IOException {
        if (temp.target().isEmpty()) {
            return Optional.empty();
        }
        Name target = temp.target().get();
        return switch (temp.family().worth()) {
            case SUPERSEDED_BY_JSON -> Optional.of(health.jsonObject(directory, target));
            case SUPERSEDED_BY_OWN_HASH -> Optional.of(health.ownHash(directory, target));
            case BESIDE_ITS_TARGET, TARGET_UNKNOWN, MAY_BE_THE_ONLY_COPY -> Optional.empty();
        };
    }

    private static Optional<Boolean> targetExists(
            Directory directory, TempName temp, Optional<Health> known) throws IOException {
        if (temp.target().isEmpty()) {
            return Optional.empty();
        }
        if (known.isPresent() && known.get() instanceof Health.Good) {
            return Optional.of(true);
        }
        Optional<Facts> target = directory.look(temp.target().get());
        return Optional.of(
                target.isPresent()
                        && target.get().type() == FileType.REGULAR
                        && target.get().size() > 0);
    }
}
