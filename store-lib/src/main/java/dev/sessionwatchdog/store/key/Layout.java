package dev.sessionwatchdog.store.key;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How session keys become the names of files (`protocols.md` 7; exact rules in `doc/format.md`,
/// "Entries and keys").
///
/// Every key has exactly one name, and of a name (for long ones: of the name and its key record)
/// the key can be told again. Two keys have the same name only if they are the same [#canonical]
/// key. Nothing here looks at a disk.
public enum Layout {

    /// The file names of gateway proposals: lower-cased, and `%`, `/`, `\`, `:`, a leading dot and
    /// control characters escaped. Keys that differ only in case are one session.
    ///
    /// On a file system that takes two names for the same although their bytes differ, names of
    /// other letters than ASCII may be one file; that is what [#ENTRIES_EXACT] is for.
    ENTRIES_ENCODED("entries-encoded") {
        @Override
        public SessionKey canonical(SessionKey key) {
            return new SessionKey(key.value().toLowerCase(Locale.ROOT));
        }

        @Override
        boolean escapes(int point) {
            return isReserved(point);
        }
    },

    /// Case is kept: A to Z and everything beyond ASCII are escaped too, so that names stay
    /// different on file systems that fold case or normalise.
    ENTRIES_EXACT("entries-exact") {
        @Override
        public SessionKey canonical(SessionKey key) {
            return key;
        }

        @Override
        boolean escapes(int point) {
            return isReserved(point) || (point >= 'A' && point <= 'Z') || point > 0x7e;
        }
    };

    private static final int MOST_BYTES = 200;
    private static final int KEPT_BYTES = 120;
    private static final Pattern LONG = Pattern.compile("(.*)~([0-9a-f]{64})", Pattern.DOTALL);

    private final String word;

    Layout(String word) {
        this.word = word;
    }

    private static boolean isReserved(int point) {
        return point == '/' || point == '\\' || point == ':' || Character.isISOControl(point);
    }

    /// As it stands in configuration and events.
    public String word() {
        return word;
    }

    /// The layout of this word.
    public static Optional<Layout> of(String word) {
        for (Layout layout : values()) {
            if (layout.word.equals(word)) {
                return Optional.of(layout);
            }
        }
        return Optional.empty();
    }

    /// The key as readers of this layout know it.
    public abstract SessionKey canonical(SessionKey key);

    abstract boolean escapes(int point);

    /// The name of the file that holds the entry of this key.
    public EntryName name(SessionKey key) {
        String encoded = encoded(key);
        String stem = isLong(encoded) ? cut(encoded) + "~" + hash(encoded) : encoded;
        return new EntryName(stem + EntryName.END);
    }

    /// What has to be in the file of the entry's name in `.keys` before the entry may be there;
    /// empty for a key whose name says everything.
    public Optional<byte[]> record(SessionKey key) {
        String encoded = encoded(key);
        return isLong(encoded)
                ? Optional.of(encoded.getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /// What a name says of its key.
    public KeyOfName read(EntryName name) {
        if (LONG.matcher(name.stem()).matches()) {
            return new KeyOfName.Recorded();
        }
        return decoded(name.stem())
                .filter(key -> name(key).equals(name))
                .<KeyOfName>map(KeyOfName.Told::new)
                .orElseGet(KeyOfName.Foreign::new);
    }

    /// The key of a long name and its record; empty if they do not belong together.
    public Optional<SessionKey> read(EntryName name, byte[] record) {
        String encoded;
        try {
            encoded =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString();
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
        return decoded(encoded).filter(key -> name(key).equals(name));
    }

    private String encoded(SessionKey key) {
        String folded = canonical(key).value();
        String encoded = PercentText.encode(folded, this::escapes);
        return encoded.startsWith(".") ? "%2E" + encoded.substring(1) : encoded;
    }

    private Optional<SessionKey> decoded(String encoded) {
        boolean dot = encoded.startsWith("%2E");
        String rest = dot ? encoded.substring(3) : encoded;
        return PercentText.decode(rest)
                .map(text -> new SessionKey(dot ? "." + text : text))
                .filter(key -> encoded(key).equals(encoded));
    }

    /// An empty name, one that is too long, and one that could be taken for a cut one.
    private static boolean isLong(String encoded) {
        return encoded.isEmpty()
                || encoded.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
                || LONG.matcher(encoded).matches();
    }

    /// As many whole characters as fit.
    private static String cut(String encoded) {
        ByteBuffer kept = ByteBuffer.allocate(KEPT_BYTES);
        CharBuffer characters = CharBuffer.wrap(encoded);
        StandardCharsets.UTF_8.newEncoder().encode(characters, kept, true);
        return encoded.substring(0, characters.position());
    }

    private static String hash(String encoded) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha256.digest(encoded.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
