package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;

/// Our own files inside a guarded root, all below one directory.
public final class ControlFiles {

    public static final Place HOME = Place.of(".session-watchdog");
    public static final Place REQUESTS = HOME.child("requests");

    /// Who guards the root, since when, and where it writes; stays when it has ended.
    public static final Name DAEMON = new Name("daemon.json");

    /// Asks whoever guards the root to act on nothing for a while.
    public static final Name PAUSE = new Name("pause.json");

    /// Held by the kernel for whoever guards the root.
    static final Name LOCK = new Name("watchdog.lock");

    /// What a verb leaves in [#REQUESTS], and what it gets back.
    public static final String REQUEST_SUFFIX = ".request.json";

    public static final String ANSWER_SUFFIX = ".answer.json";

    private ControlFiles() {}
}
