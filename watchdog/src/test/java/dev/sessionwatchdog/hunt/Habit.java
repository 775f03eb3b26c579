package dev.sessionwatchdog.hunt;

/// How an owner treats one lock.
enum Habit {
    SHORT,
    /// Holds it long, and either keeps to what it declared or works all along.
    LONG,
    /// Holds it longer than declared, and works all along.
    SLOW,
    /// At the slowest legal rate.
    BEATS,
    /// Beats without having declared it.
    BEATS_UNDECLARED,
    BEATS_THEN_WEDGES,
    /// For ever, without any work.
    BEATS_FOR_NOTHING,
    WEDGES,
    LEAKS,
    /// Is stopped, resumed later, and releases it.
    PAUSES,
    DIES,
    DIES_A_ZOMBIE,
    /// Dies, and another process gets its id.
    IS_RECYCLED,
    /// Lives in another PID namespace.
    ELSEWHERE,
    ELSEWHERE_BEATING,
    DIES_ELSEWHERE,
    /// Dies between making and writing.
    DIES_UNWRITTEN,
    /// Takes its time between making and writing.
    WRITES_LATE,
    /// Starts anew in the same process, and knows nothing of its locks.
    RESTARTS
}
