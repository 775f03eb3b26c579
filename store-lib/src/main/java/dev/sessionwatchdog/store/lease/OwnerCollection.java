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

    private final StorePaths store;

    OwnerCollection(StorePaths store) {
        this.store = store;
    }

    /// @param most so many records are looked at; what is left is for the next time
    /// @return how many were deleted
    int collect(int most) throws IOException {
        List<OwnerId> gone = gone(most);
        // Looked at after the records: an owner that is gone claims nothing more.
        Optional<Set<OwnerId>> named = Optional.empty();
        int deleted = 0;
        for (OwnerId owner : gone) {
            Optional<Name> lease = store.observer().record(owner).flatMap(OwnerRecord::lease);
            if (lease.isEmpty() && named.isEmpty()) {
                named = Optional.of(named());
            }
            boolean holds =
                    lease.isPresent()
                            ? holds(owner, store.observer().look(lease.get()))
                            : named.orElse(Set.of()).contains(owner);
            if (!holds) {
                store.paths().delete(store.places().owner(owner));
                deleted++;
            }
        }
        return deleted;
    }

    /// In doubt it does.
    private static boolean holds(OwnerId owner, LeaseLook look) {
        return switch (look) {
            case LeaseLook.Held held -> held.sighting().token().owner().equals(owner);
            case LeaseLook.Broken broken -> broken.token().owner().equals(owner);
            case LeaseLook.Unsettled _ -> true;
            case LeaseLook.Free _, LeaseLook.Absent _ -> false;
        };
    }

    private List<OwnerId> gone(int most) throws IOException {
        List<OwnerId> gone = new ArrayList<>();
        List<OwnerId> all = store.observer().owners();
        try (Directory leases = store.observer().open(store.places().leases())) {
            for (OwnerId owner : all.subList(0, Math.min(most, all.size()))) {
                if (store.observer().isGone(leases, owner)) {
                    gone.add(owner);
                }
            }
        }
        return gone;
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
