package dev.sessionwatchdog.store.root;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Lets bytes through as long as they are text of JSON in UTF-8: well-formed to the last byte, no
/// NUL, no byte order mark.
///
/// The tokenizer alone would take surrogates and overlong forms inside of strings, and other
/// encodings altogether.
final class Utf8Stream extends FilterInputStream {

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer scratch = CharBuffer.allocate(8 * 1024);
    private final ByteBuffer unfinished = ByteBuffer.allocate(8);
    private boolean begun;

    Utf8Stream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count < 0) {
            if (unfinished.position() > 0) {
                throw new NotTextException("ends within a character");
            }
            return count;
        }
        check(into, offset, count);
        return count;
    }

    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException("what is skipped is not checked");
    }

    private void check(byte[] bytes, int offset, int count) throws CharacterCodingException {
        if (!begun && count > 0) {
            begun = true;
            if (bytes[offset] < 0) {
                throw new NotTextException("begins with byte " + hex(bytes[offset]));
            }
        }
        for (int at = offset; at < offset + count; at++) {
            if (bytes[at] == 0) {
                throw new NotTextException("has a NUL byte");
            }
        }
        ByteBuffer all = ByteBuffer.allocate(unfinished.position() + count);
        all.put(unfinished.flip()).put(bytes, offset, count).flip();
        CoderResult result;
        do {
            result = decoder.decode(all, scratch.clear(), false);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new NotTextException("is not UTF-8 at byte " + hex(all.get(all.position())));
        }
        unfinished.clear().put(all);
    }

    private static String hex(byte value) {
        return "0x" + HexFormat.of().toHexDigits(value);
    }

    /// The message is the whole finding; nothing of the content is in it.
    static final class NotTextException extends CharacterCodingException {
        private static final long serialVersionUID = 1L;

        private final String finding;

        NotTextException(String finding) {
            this.finding = finding;
        }

        @Override
        public String getMessage() {
            return finding;
        }
    }
}
