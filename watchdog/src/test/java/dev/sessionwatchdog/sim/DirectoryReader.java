package dev.sessionwatchdog.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads a directory store as a gateway that knows the layout would: by the names of its files
/// only, and with nothing of the library (`store-lib/doc/format.md`, "From a name to the key").
public final class DirectoryReader {

    private static final String END = ".json";

    private final Files files;

    public DirectoryReader(Files files) {
        this.files = files;
    }

    /// Where the store lies.
    public interface Files {
        /// Names in `sessions.d`.
        Iterable<String> names() throws IOException;

        /// Content of a file in it, by its path from there.
        byte[] read(String path) throws IOException;
    }

    /// Every session's entry, by its key as the layout tells it.
    public SortedMap<String, String> sessions() throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        for (String name : files.names()) {
            if (!name.startsWith(".") && name.endsWith(END)) {
                found.put(key(name), text(files.read(name)));
            }
        }
        return found;
    }

    private String key(String name) throws IOException {
        String stem = name.substring(0, name.length() - END.length());
        return unescaped(isCut(stem) ? text(files.read(".keys/" + name)) : stem);
    }

    private static boolean isCut(String stem) {
        return stem.matches("(?s).*~[0-9a-f]{64}");
    }

    private static String unescaped(String escaped) {
        byte[] bytes = escaped.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '%') {
                plain.write(Integer.parseInt(escaped(bytes, at + 1), 16));
                at += 2;
            } else {
                plain.write(bytes[at]);
            }
        }
        return text(plain.toByteArray());
    }

    private static String escaped(byte[] bytes, int at) {
        return new String(bytes, at, 2, StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
