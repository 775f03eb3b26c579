package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.nio.file.Path;

/// Lists the store in a directory, and says what it saw; run with as little memory as it shall
/// need.
final class ListingProgram {

    private ListingProgram() {}

    public static void main(String[] arguments) throws Exception {
        long[] seen = {0, 0};
        ListingVisitor visitor =
                listed -> {
                    switch (listed) {
                        case Listed.Session session -> {
                            seen[0]++;
                            seen[1] += session.entry().size();
                        }
                        case Listed.Odd odd -> System.out.println(odd);
                    }
                    return true;
                };
        try (Root root = LocalRoot.open(Path.of(arguments[0]), LocalRoot.Natives.AUTO)) {
            OpenedStore opened =
                    SessionStore.open(root, Place.TOP, StoreSettings.DEFAULT, LeaseSource.none());
            Listing listing =
                    switch (opened) {
                        case OpenedStore.InDirectory(SessionStore store) -> store.list(visitor);
                        case OpenedStore.InSingleFile(SingleFileStore store) -> store.list(visitor);
                        case OpenedStore.None _ -> throw new IllegalStateException("no store");
                    };
            System.out.printf(
                    "%s: %d sessions, %d bytes, heap of at most %d MiB%n",
                    listing.end(), seen[0], seen[1], Runtime.getRuntime().maxMemory() >> 20);
        }
    }
}
