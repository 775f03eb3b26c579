package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;

/// Reads which sessions are running out of the records of one store: a single index or a directory
/// of entries. A link is never read, and nothing that is not whole.
final class SessionRecordsReader {

    /// Beyond this a directory of entries is not read.
    static final int MOST_ENTRIES = 20_000;

    /// The largest entry of a real store is a hundredth of it.
    static final long MOST_ENTRY_BYTES = 1 << 20;

    private SessionRecordsReader() {}

    /// The running sessions of the one index that this file is.
    static RunningSessions index(Pinned file, long size) throws IOException {
        RunningSessions running = new RunningSessions();
        boolean whole =
                readObject(
                        file,
                        size,
                        parser -> {
                            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                                parser.nextToken();
                                running.add(SessionEntry.read(parser));
                            }
                        });
        return whole ? running : RunningSessions.unknown();
    }

    /// The running sessions of the entries in this directory: `*.json`, but for names that begin
    /// with a dot. One entry that cannot be read leaves the others readable; an empty directory in
    /// an entry's place is none (`store-lib/doc/format.md`, "Remove").
    ///
    /// @param most so many bytes in all
    static RunningSessions entries(Directory directory, long most) throws IOException {
        RunningSessions running = new RunningSessions();
        List<Name> names = new ArrayList<>();
        int undecodable =
                directory.list((name, type) -> {
                    if (name.value().endsWith(".json") && !name.value().startsWith(".")) {
                        names.add(name);
                    }
                    return names.size() <= MOST_ENTRIES;
                });
        if (undecodable > 0 || names.size() > MOST_ENTRIES) {
            return RunningSessions.unknown();
        }
        long left = most;
        for (Name name : names) {
            try (Pinned file = directory.pin(name)) {
                Facts before = file.facts();
                left -= before.size();
                if (left < 0) {
                    return RunningSessions.unknown();
                }
                if (!fit(before, MOST_ENTRY_BYTES)) {
                    running.notWhole();
                    continue;
                }
                List<SessionEntry> read = new ArrayList<>();
                boolean whole =
                        readObject(file, before.size(), it -> read.add(SessionEntry.read(it)));
                if (whole && before.identity().equals(file.facts().identity())) {
                    read.forEach(running::add);
                } else {
                    running.notWhole();
                }
            } catch (IOException _) {
                if (!isRemoved(directory, name)) {
                    running.notWhole();
                }
            }
        }
        return running;
    }

    /// Whether an empty directory stands there.
    private static boolean isRemoved(Directory entries, Name name) {
        boolean[] empty = {true};
        try (Directory inside = entries.open(name)) {
            int undecodable =
                    inside.list((_, _) -> {
                        empty[0] = false;
                        return false;
                    });
            return empty[0] && undecodable == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /// Whether it is a file of its own, not larger than so many bytes.
    static boolean fit(Facts facts, long most) {
        return facts.type() == FileType.REGULAR && facts.links() == 1 && facts.size() <= most;
    }

    /// Shows the parser at the beginning of the one object that the file is, to be left at its end.
    ///
    /// @return whether the file was that and nothing else, within the bounds of the JSON reader
    private static boolean readObject(Pinned file, long size, Consumer<JsonParser> reader)
            throws IOException {
        if (!JsonObjectProbe.beginsAsUtf8(file)) {
            return false;
        }
        try (JsonParser parser =
                SessionEntry.JSON.createParser(
                        ObjectReadContext.empty(), new PinnedStream(file, size))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            reader.accept(parser);
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (JacksonIOException | UncheckedIOException unreadable) {
            throw new IOException(unreadable);
        } catch (JacksonException _) {
            return false;
        }
    }
}
