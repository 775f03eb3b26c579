package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.Oddity.Kind;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// An agent's sessions directory in a world of its own.
abstract class StoreFixture {

    static final Place SESSIONS = Place.of("agents/main/sessions");
    static final String STORE = SESSIONS + "/sessions.d";
    static final String IN = STORE + "/";
    static final SessionKey MAIN = new SessionKey("agent:main:main");
    static final String MAIN_FILE = IN + "agent%3Amain%3Amain.json";
    static final StoreSettings SMALL =
            new StoreSettings(Layout.ENTRIES_ENCODED, new StoreLimits(1_000, 100, 10_000), false);

    private Optional<StoreWorld> world = Optional.empty();

    abstract StoreWorld newWorld() throws IOException;

    final StoreWorld world() {
        return world.orElseThrow();
    }

    @BeforeEach
    void thereIsASessionsDirectory() throws IOException {
        world = Optional.of(newWorld());
        world().mkdir(SESSIONS.toString());
    }

    @AfterEach
    void theRootIsClosed() throws IOException {
        world().close();
    }

    final void write(String path, String content) throws IOException {
        world().file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    static Map<String, String> sessions(List<Listed> listed) {
        Map<String, String> found = new TreeMap<>();
        for (Listed each : listed) {
            if (each instanceof Listed.Session(SessionKey key, Entry entry)) {
                found.put(key.value(), entry.text());
            }
        }
        return found;
    }

    static Map<String, Kind> odd(List<Listed> listed) {
        Map<String, Kind> found = new TreeMap<>();
        for (Listed each : listed) {
            if (each instanceof Listed.Odd(String name, Oddity oddity)) {
                found.put(name, oddity.kind());
            }
        }
        return found;
    }

    static List<Listed> all(SessionStore store) throws IOException {
        List<Listed> all = new ArrayList<>();
        store.list(all::add);
        return all;
    }
}
