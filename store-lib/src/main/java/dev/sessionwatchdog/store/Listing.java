package dev.sessionwatchdog.store;

/// What a listing of a store came to.
///
/// @param sessions how many were shown
/// @param odd how many other things were shown
/// @param undecodable how many names are not UTF-8, and were not shown
public record Listing(int sessions, int odd, int undecodable, End end) {

    /// Why it ended.
    public enum End {
        /// All that is there was shown.
        WHOLE,
        /// There is more than the limit allows.
        LIMIT_REACHED,
        /// The visitor wanted to see no more.
        STOPPED
    }
}
