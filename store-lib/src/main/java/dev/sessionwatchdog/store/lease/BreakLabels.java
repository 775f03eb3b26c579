package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.root.Name;
import java.util.Map;
import java.util.Optional;

/// Which lease and which owner an event of a break is about, as its labels say.
///
/// @param hash directory of the lease
/// @param held the token that was to be broken
record BreakLabels(Name hash, Token.Held held) {

    Map<String, String> write() {
        return Map.of(
                "lease", hash.value(),
                "generation", Long.toString(held.generation()),
                "lease_owner", held.owner().value());
    }

    /// Empty if the intent is none to break a lease.
    static Optional<BreakLabels> read(OpenIntent intent) {
        return of(intent.labels());
    }

    private static Optional<BreakLabels> of(Map<String, String> texts) {
        String hash = texts.getOrDefault("lease", "");
        String held =
                texts.getOrDefault("generation", "")
                        + ".held."
                        + texts.getOrDefault("lease_owner", "");
        Optional<Token> token = Name.parse(held).flatMap(Token::parse);
        return hash.matches("[0-9a-f]{64}") && token.isPresent()
                ? Optional.of(new BreakLabels(new Name(hash), (Token.Held) token.get()))
                : Optional.empty();
    }
}
