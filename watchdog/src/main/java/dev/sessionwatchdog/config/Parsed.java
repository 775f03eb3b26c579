package dev.sessionwatchdog.config;

import java.util.Optional;
import java.util.function.Function;

/// A value as it was meant, or why it cannot be one.
sealed interface Parsed<T> {

    record Good<T>(T value) implements Parsed<T> {}

    /// @param suggestion what was probably meant
    record Bad<T>(String message, Optional<String> suggestion) implements Parsed<T> {}

    static <T> Parsed<T> bad(String message) {
        return new Bad<>(message, Optional.empty());
    }

    default <R> Parsed<R> then(Function<? super T, Parsed<R>> next) {
        return switch (this) {
            case Good<T>(T value) -> next.apply(value);
            case Bad<T>(String message, Optional<String> suggestion) ->
                    new Bad<>(message, suggestion);
        };
    }
}
