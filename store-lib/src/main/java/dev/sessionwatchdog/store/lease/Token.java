package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import java.util.Optional;

/// The one token directory of a lease; its name is the lease's state (`protocols.md` 2).
///
/// No name is ever used twice, because the generation only grows and every attempt has an owner of
/// its own.
public sealed interface Token {

    /// The fencing number: that of the last owner; 0 before the first.
    long generation();

    Name name();

    /// Nobody holds it.
    record Free(long generation) implements Token {
        @Override
        public Name name() {
            return new Name(generation + ".free");
        }
    }

    record Held(long generation, OwnerId owner) implements Token {
        @Override
        public Name name() {
            return new Name(generation + ".held." + owner);
        }
    }

    /// Being taken away from its owner; whoever finds it goes on with that.
    record Broken(long generation, OwnerId owner) implements Token {
        @Override
        public Name name() {
            return new Name(generation + ".broken." + owner);
        }
    }

    /// What a name says; empty if it is no token's.
    static Optional<Token> parse(Name name) {
        String[] parts = name.value().split("\\.", -1);
        Optional<Long> generation = generation(parts[0]);
        if (generation.isEmpty()) {
            return Optional.empty();
        }
        long number = generation.get();
        if (parts.length == 2 && parts[1].equals("free")) {
            return Optional.of(new Free(number));
        }
        if (parts.length != 3) {
            return Optional.empty();
        }
        return switch (parts[1]) {
            case "held" -> OwnerId.parse(parts[2]).map(owner -> new Held(number, owner));
            case "broken" -> OwnerId.parse(parts[2]).map(owner -> new Broken(number, owner));
            default -> Optional.empty();
        };
    }

    /// Decimal, without leading zeros, as large as 18 digits.
    private static Optional<Long> generation(String text) {
        boolean canonical = text.matches("0|[1-9][0-9]{0,17}");
        return canonical ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
