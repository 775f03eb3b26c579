package dev.sessionwatchdog.hunt;

/// What the daemon is kept from seeing, so that one of its rules no longer protects anybody: the
/// proof that the hunt would find that rule broken.
public enum Lie {
    NONE,
    /// Transcripts grow, and it does not show: the progress veto is gone.
    WORK_UNSEEN,
    /// Beats happen, and they do not show.
    BEATS_UNSEEN,
    /// The kernel says of every lock that nobody has it open.
    HANDLES_UNSEEN,
    /// Every process id is taken for one of our own namespace.
    NAMESPACES_UNSEEN,
    /// Processes that cannot be seen are taken for dead.
    BLINDNESS_UNSEEN,
    /// A stopped or frozen owner seems to run.
    PAUSES_UNSEEN,
    /// A clock that somebody set is taken for right.
    CLOCK_TRUSTED,
    /// Sleep looks like time in which one was awake.
    SLEEP_UNSEEN,
    /// One look is enough.
    ONE_LOOK
}
