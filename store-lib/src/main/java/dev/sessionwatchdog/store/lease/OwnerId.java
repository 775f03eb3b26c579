package dev.sessionwatchdog.store.lease;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One attempt to own a lease: 16 hex digits, fresh each time.
public record OwnerId(String value) {

    private static final int DIGITS = 16;

    public OwnerId {
        if (!isOne(value)) {
            throw new IllegalArgumentException("no owner: " + value);
        }
    }

    static OwnerId fresh(RandomGenerator random) {
        return new OwnerId(HexFormat.of().toHexDigits(random.nextLong()));
    }

    static Optional<OwnerId> parse(String text) {
        return isOne(text) ? Optional.of(new OwnerId(text)) : Optional.empty();
    }

    private static boolean isOne(String text) {
        return text.length() == DIGITS
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    @Override
    public String toString() {
        return value;
    }
}
