package dev.sessionwatchdog.store.lease;

import java.util.Optional;

/// What became of a lease that somebody announced to break and who ended before saying how it went.
public enum Aftermath {
    /// Its owner holds it as before.
    UNTOUCHED,
    /// Taken from its owner, and free for nobody yet; whoever finds it goes on with that.
    HALF_BROKEN,
    /// Its owner holds it no more, by this break or otherwise; or it cannot be told who does.
    CLOSED;

    /// @param token the lease's state now; empty if it cannot be told
    /// @param held what was to be broken
    static Aftermath of(Optional<Token> token, Token.Held held) {
        if (token.equals(Optional.of(held))) {
            return UNTOUCHED;
        }
        Token broken = new Token.Broken(held.generation(), held.owner());
        return token.equals(Optional.of(broken)) ? HALF_BROKEN : CLOSED;
    }
}
