package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// Looks at leases, touching nothing. What it opens it opens step by step, so that no link is
/// followed, and only to read.
final class LeaseObserver {

    private final Directory parent;
    private final LeasePlaces places;
    private final ProcessSurvey processes;
    private final int uid;

    /// @param uid our user, whose processes we are shown
    LeaseObserver(Directory parent, LeasePlaces places, ProcessSurvey processes, int uid) {
        this.parent = parent;
        this.places = places;
        this.processes = processes;
        this.uid = uid;
    }

    /// @throws NoSuchFileException if the store or its directory of leases is not there
    LeaseLook look(Name hash) throws IOException {
        try (Directory leases = open(places.leases())) {
            Directory lease;
            try {
                lease = leases.open(hash);
            } catch (NoSuchFileException none) {
                return new LeaseLook.Absent();
            }
            try (lease) {
                List<Token> tokens = tokens(lease);
                return tokens.size() == 1
                        ? look(leases, lease, tokens.getFirst())
                        : new LeaseLook.Unsettled();
            }
        }
    }

    private LeaseLook look(Directory leases, Directory lease, Token token) throws IOException {
        return switch (token) {
            case Token.Free free -> new LeaseLook.Free(free);
            case Token.Broken broken -> new LeaseLook.Broken(broken);
            case Token.Held held -> {
                try (Directory inside = lease.open(held.name())) {
                    yield new LeaseLook.Held(sighting(leases, inside, held));
                } catch (NoSuchFileException renamed) {
                    yield new LeaseLook.Unsettled();
                }
            }
        };
    }

    /// Opens a directory below the parent, each element by its name.
    Directory open(Place place) throws IOException {
        Directory at = parent.open(place.names().getFirst());
        for (Name name : place.names().subList(1, place.names().size())) {
            try (Directory above = at) {
                at = above.open(name);
            }
        }
        return at;
    }

    static List<Token> tokens(Directory lease) throws IOException {
        List<Token> tokens = new ArrayList<>();
        lease.list((name, _) -> {
            Token.parse(name).ifPresent(tokens::add);
            return true;
        });
        return tokens;
    }

    private LeaseSighting sighting(Directory leases, Directory inside, Token.Held held)
            throws IOException {
        OwnerId owner = held.owner();
        List<Duration> holds = new ArrayList<>();
        inside.list((name, _) -> {
            LeaseFiles.declaredHold(owner, name).ifPresent(holds::add);
            return true;
        });
        Recorded recorded = record(leases, owner);
        return new LeaseSighting(
                held,
                mtime(inside, LeaseFiles.beat(owner)),
                mtime(inside, LeaseFiles.progress(owner)),
                holds.stream().max(Duration::compareTo),
                recorded.record,
                recorded.record
                        .filter(it -> processes.gone(it.process(), recorded.ours))
                        .isPresent());
    }

    /// Every owner that has written a record and not taken it back.
    List<OwnerId> owners() throws IOException {
        List<OwnerId> owners = new ArrayList<>();
        try (Directory records = open(places.leases().child(LeasePlaces.OWNERS))) {
            records.list((name, _) -> {
                String value = name.value();
                if (value.endsWith(LeasePlaces.RECORD)) {
                    OwnerId.parse(value.substring(0, value.length() - LeasePlaces.RECORD.length()))
                            .ifPresent(owners::add);
                }
                return true;
            });
        }
        return owners;
    }

    /// The directories of leases that were ever made, in the order of their names.
    ///
    /// @param last only those behind it
    /// @param most the first so many of them
    List<Name> leasesAfter(Optional<Name> last, int most) throws IOException {
        String after = last.map(Name::value).orElse("");
        PriorityQueue<String> first = new PriorityQueue<>(Comparator.reverseOrder());
        try (Directory leases = open(places.leases())) {
            leases.list((name, _) -> {
                if (name.value().compareTo(after) > 0 && LeasePlaces.isLease(name)) {
                    first.add(name.value());
                    if (first.size() > most) {
                        first.remove();
                    }
                }
                return true;
            });
        }
        return first.stream().sorted().map(Name::new).toList();
    }

    Optional<OwnerRecord> record(OwnerId owner) throws IOException {
        try (Directory leases = open(places.leases())) {
            return record(leases, owner).record;
        }
    }

    /// Whether the owner of this record is seen to get no time to run.
    boolean paused(OwnerId owner) throws IOException {
        try (Directory leases = open(places.leases())) {
            Recorded recorded = record(leases, owner);
            return recorded.record
                    .filter(it -> processes.paused(it.process(), recorded.ours))
                    .isPresent();
        }
    }

    /// Whether an owner's process is proven to run no more.
    boolean isGone(Directory leases, OwnerId owner) throws IOException {
        Recorded recorded = record(leases, owner);
        return recorded.record
                .filter(it -> processes.gone(it.process(), recorded.ours))
                .isPresent();
    }

    private static Optional<Instant> mtime(Directory inside, Name name) throws IOException {
        return inside.look(name).map(Facts::mtime);
    }

    /// @param ours whether its file belongs to our user
    private record Recorded(Optional<OwnerRecord> record, boolean ours) {}

    private Recorded record(Directory leases, OwnerId owner) throws IOException {
        try (Directory owners = leases.open(LeasePlaces.OWNERS);
                Pinned file = owners.pin(LeasePlaces.ownerRecord(owner))) {
            ByteBuffer buffer = ByteBuffer.allocate(OwnerRecord.MAX_BYTES + 1);
            int read = 0;
            while (read >= 0 && buffer.hasRemaining()) {
                read = file.read(buffer, buffer.position());
            }
            byte[] content = Arrays.copyOf(buffer.array(), buffer.position());
            boolean small = content.length <= OwnerRecord.MAX_BYTES;
            return new Recorded(
                    small ? OwnerRecord.parse(owner, content) : Optional.empty(),
                    file.facts().uid() == uid);
        } catch (NoSuchFileException | RefusedException none) {
            return new Recorded(Optional.empty(), false);
        }
    }
}
