package dev.sessionwatchdog.race;

import dev.sessionwatchdog.action.ExaminedLock;
import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What everybody would write first: compare inode and content, then unlink. The referee has to
/// catch it.
final class NaiveBreaker implements Breaker {

    private static final long MAX_BYTES = 64 * 1024;

    private final Path lock;
    private final Place place;
    private final long pause;
    private final Root root;
    private Optional<ExaminedLock> examined = Optional.empty();

    NaiveBreaker(Path top, Place place, long pause) throws IOException {
        this.lock = top.resolve(place.toString());
        this.place = place;
        this.pause = pause;
        this.root = LocalRoot.open(top, LocalRoot.Natives.AUTO);
    }

    @Override
    public void prepare(ExaminedLock found) {
        examined = Optional.of(found);
    }

    @Override
    public Attempt go(InUseDemand demand) throws IOException {
        ExaminedLock expected = examined.orElseThrow();
        try (Directory directory = root.open(place.parent());
                Pinned file = directory.pin(place.name())) {
            boolean same =
                    file.facts().identity().equals(expected.facts().identity())
                            && ContentHash.of(file, expected.facts().size(), MAX_BYTES)
                                    .equals(expected.hash());
            if (!same || directory.look(place.name()).isEmpty()) {
                return nothing();
            }
            Contestant.await(System.nanoTime() + pause);
            boolean removed = Files.deleteIfExists(lock);
            return removed ? new Attempt(Attempt.What.UNLINKED, List.of(), List.of()) : nothing();
        } catch (NoSuchFileException gone) {
            return nothing();
        }
    }

    private static Attempt nothing() {
        return new Attempt(Attempt.What.NOTHING, List.of(), List.of());
    }

    @Override
    public Attempt again() throws IOException {
        Files.deleteIfExists(lock);
        return nothing();
    }

    @Override
    public void close() throws IOException {
        root.close();
    }
}
