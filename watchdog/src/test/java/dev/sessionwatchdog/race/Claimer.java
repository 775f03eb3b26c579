package dev.sessionwatchdog.race;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.Path;

/// A process that asks again and again who has a file open, with the code that is shipped. What the
/// kernel's notice does to a process cannot be tried in the process of the test.
final class Claimer {

    private Claimer() {}

    public static void main(String[] arguments) throws IOException {
        int claims = Integer.parseInt(arguments[2]);
        int granted = 0;
        int refused = 0;
        try (Root root = LocalRoot.open(Path.of(arguments[0]), LocalRoot.Natives.AUTO);
                Directory top = root.open(Place.TOP);
                Pinned file = top.pin(new Name(arguments[1]))) {
            for (int claim = 0; claim < claims; claim++) {
                switch (file.claim()) {
                    case InUse.Nobody _ -> granted++;
                    case InUse.Somebody _ -> refused++;
                    case InUse.Unknown unknown -> throw new IOException(unknown.reason());
                }
                file.release();
            }
        }
        System.out.println(granted + " " + refused);
    }
}
