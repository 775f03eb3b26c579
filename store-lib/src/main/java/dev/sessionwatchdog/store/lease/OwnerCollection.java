package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Collects the records of owners that are proven to be gone and that no token names: nobody will
/// ask for them any more. Everything else in `.leases` stays (`protocols.md` 2).
final class OwnerCollection {

    private static final String END = ".json";

    private final StorePaths store;

    OwnerCollection(StorePaths store) {
        this.store = store;
    }

    /// @param most so many records are looked at; what is left is for the next time
    /// @return how many were deleted
    int collect(int most) throws IOException {
        List<OwnerId> gone = gone(most);
        if (gone.isEmpty()) {
            return 0;
        }
        // Looked at after the records: an owner that is gone claims nothing more.
        Set<OwnerId> named = named();
        int deleted = 0;
        for (OwnerId owner : gone) {
            if (!named.contains(owner)) {
                store.paths().delete(store.places().owner(owner));
                deleted++;
            }
        }
        return deleted;
    }

    private List<OwnerId> gone(int most) throws IOException {
        List<OwnerId> gone = new ArrayList<>();
        try (Directory leases = store.observer().open(store.places().leases())) {
            List<OwnerId> all = new ArrayList<>();
            try (Directory owners = leases.open(LeasePlaces.OWNERS)) {
                owners.list((name, _) -> {
                    owner(name).ifPresent(all::add);
                    return all.size() < most;
                });
            }
            for (OwnerId owner : all) {
                if (store.observer().isGone(leases, owner)) {
                    gone.add(owner);
                }
            }
        }
        return gone;
    }

    private static Optional<OwnerId> owner(Name name) {
        return name.value().endsWith(END)
                ? OwnerId.parse(name.value().substring(0, name.value().length() - END.length()))
                : Optional.empty();
    }

    private Set<OwnerId> named() throws IOException {
        Set<OwnerId> named = new HashSet<>();
        try (Directory leases = store.observer().open(store.places().leases())) {
            List<Name> all = new ArrayList<>();
            leases.list((name, _) -> {
                if (!name.value().startsWith(".")) {
                    all.add(name);
                }
                return true;
            });
            for (Name hash : all) {
                addNamed(leases, hash, named);
            }
        }
        return named;
    }

    private void addNamed(Directory leases, Name hash, Set<OwnerId> named) throws IOException {
        try (Directory lease = leases.open(hash)) {
            for (Token token : LeaseObserver.tokens(lease)) {
                switch (token) {
                    case Token.Held held -> named.add(held.owner());
                    case Token.Broken broken -> named.add(broken.owner());
                    case Token.Free _ -> {}
                }
            }
        } catch (NoSuchFileException vanished) {
            return;
        }
    }
}
