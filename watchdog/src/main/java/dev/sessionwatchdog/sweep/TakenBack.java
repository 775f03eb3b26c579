package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.store.migration.StoreState;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.json.JsonMapper;

/// Which stores a person has taken back from the directory: those are not migrated again before a
/// person says so. One small file each in `.session-watchdog/taken-back/`.
final class TakenBack {

    private static final Place MARKS = ControlFiles.HOME.child("taken-back");
    private static final String SCHEMA = "session-watchdog.taken-back/1";

    private final Root root;
    private final Time time;

    TakenBack(Root root, Time time) {
        this.root = root;
        this.time = time;
    }

    boolean contains(Place store) throws IOException {
        try (Directory marks = root.open(MARKS)) {
            return marks.look(mark(store)).isPresent();
        } catch (NoSuchFileException none) {
            return false;
        } catch (RefusedException odd) {
            // What cannot be read may say so.
            return true;
        }
    }

    /// Durable when it returns.
    void add(Place store) throws IOException {
        String text =
                JsonMapper.shared()
                                .createObjectNode()
                                .put("schema", SCHEMA)
                                .put("store", store.toString())
                                .put("at", time.moment().wall().toString())
                        + "\n";
        try (Directory top = root.open(Place.TOP);
                Directory home = top.openOrMake(ControlFiles.HOME.name());
                Directory marks = home.openOrMake(MARKS.name())) {
            marks.replace(mark(store), text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Durable when it returns.
    void remove(Place store) throws IOException {
        try (Directory marks = root.open(MARKS)) {
            marks.delete(mark(store));
            marks.sync();
        } catch (NoSuchFileException none) {
            // Then it is not marked.
        }
    }

    /// A roll-back that was given up took nothing back: its mark goes.
    void isOver(Place store, StoreState state) throws IOException {
        if (state instanceof StoreState.InDirectory && contains(store)) {
            remove(store);
        }
    }

    private static Name mark(Place store) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(store.toString().getBytes(StandardCharsets.UTF_8));
            return new Name(HexFormat.of().formatHex(hash, 0, 16) + ".json");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
