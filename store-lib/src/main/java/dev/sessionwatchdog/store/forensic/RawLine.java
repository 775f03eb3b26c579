package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Name;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/// One line of the log, as it is on disk.
public final class RawLine {

    /// No line that we write is longer, its newline included, in bytes.
    public static final int MAX_BYTES = 64 * 1024;

    /// How far a line can be trusted to be one.
    public enum Form {
        /// Ends with a newline.
        WHOLE,
        /// What follows the last newline: a write that did not finish, or is going on.
        TORN,
        /// Longer than [#MAX_BYTES], which we never write; only its beginning is shown.
        OVERSIZED
    }

    private final Name file;
    private final OptionalLong number;
    private final Form form;
    private final byte[] bytes;

    RawLine(Name file, OptionalLong number, Form form, byte[] bytes) {
        this.file = file;
        this.number = number;
        this.form = form;
        this.bytes = bytes;
    }

    /// The segment that it stands in.
    public Name file() {
        return file;
    }

    /// Counted from 1 in its segment; empty when the log was read from its end.
    public OptionalLong number() {
        return number;
    }

    public Form form() {
        return form;
    }

    /// With its newline, if it has one.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// Without its newline; what is not UTF-8 is replaced.
    public String text() {
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /// SHA-256 of the raw bytes: what the next line says of this one.
    String hash() {
        return Hash.of(bytes);
    }

    /// What it says; empty if it is not a whole line of ours.
    Optional<LineFacts> facts() {
        return form == Form.WHOLE ? LineFacts.parse(bytes) : Optional.empty();
    }
}
