package dev.sessionwatchdog.nudge;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeListener;
import io.methvin.watcher.DirectoryWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hints from the operating system's file events. They may come late, twice or not at all; every
/// exception counts as an overflow (`facts/java.md` 4.2: the library tells of an overflow in no
/// other way).
///
/// A watcher that ends is begun anew, less and less often for as long as it does not last: the
/// timers look at everything meanwhile. That hints are lost is told once when it ends, and once
/// more when it lasts again (S85).
public final class WatchedTree implements NudgeSource {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedTree.class);

    /// After the second failure; doubled with every further one.
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    /// Whoever lived so long was no failure.
    private static final Duration LASTING = Duration.ofMinutes(1);

    private final Path root;
    private final StoreVisitor visitor;
    private final Path requests;
    private final Predicate<Name> interesting;
    private final Predicate<Name> locks;
    private final Executor threads;
    private final Time time;
    private final Duration longestDelay;
    private final Duration pause;
    private @Nullable Backlog backlog;
    private @Nullable DirectoryWatcher watcher;
    private volatile boolean closed;
    private boolean watching;
    private boolean lossTold;
    private Duration delay = Duration.ZERO;
    private Moment begun;

    /// @param root the canonical path of the root: a link there would be watched in vain
    /// @param stores pattern of the store directories below it
    /// @param requests the directory in which requests are left
    /// @param interesting names of files in a store that are worth a hint
    /// @param locks names of locks, of which it is worth a hint that they were made
    /// @param longestDelay the longest time between two attempts to begin anew; everything is
    ///   looked at that often in any case
    /// @param pause for so long after an event further ones are left to gather, so that a stream of
    ///   them does not wake us for each; none is made after a request
    public WatchedTree(
            Path root,
            List<String> stores,
            Path requests,
            Predicate<Name> interesting,
            Predicate<Name> locks,
            Time time,
            Duration longestDelay,
            Duration pause) {
        this(
                root,
                stores,
                requests,
                interesting,
                locks,
                time,
                longestDelay,
                pause,
                WatchedTree::startThread);
    }

    /// @param threads runs what waits for events, in a thread of its own
    WatchedTree(
            Path root,
            List<String> stores,
            Path requests,
            Predicate<Name> interesting,
            Predicate<Name> locks,
            Time time,
            Duration longestDelay,
            Duration pause,
            Executor threads) {
        this.time = time;
        this.longestDelay = longestDelay;
        this.pause = pause;
        this.threads = threads;
        this.begun = time.moment();
        this.root = root;
        this.visitor = new StoreVisitor(root, stores, requests);
        this.requests = requests;
        this.interesting = interesting;
        this.locks = locks;
    }

    @Override
    public synchronized void start(Backlog target) {
        backlog = target;
        begin(time.moment());
    }

    /// Begins anew if the watcher has ended, and it is time for that.
    public synchronized void revive() {
        if (closed) {
            return;
        }
        Moment now = time.moment();
        Duration since = now.since(begun);
        if (!watching && since.compareTo(delay) >= 0) {
            Duration longer = delay.isZero() ? FIRST_DELAY : delay.multipliedBy(2);
            delay = longer.compareTo(longestDelay) < 0 ? longer : longestDelay;
            begin(now);
        } else if (watching && lossTold && since.compareTo(FIRST_DELAY) >= 0) {
            lossTold = false;
            lost("there are hints again, which there were not");
        }
    }

    private void begin(Moment now) {
        closeWatcher();
        begun = now;
        try {
            NamesOnly names = NamesOnly.begin();
            DirectoryWatcher built = build(names);
            watcher = built;
            watching = true;
            CompletableFuture<Void> end = built.watchAsync(threads);
            var _ = end.whenComplete((_, failure) -> ended(built, failure));
        } catch (IOException | RuntimeException | OutOfMemoryError failure) {
            // An OutOfMemoryError also says that there is no further thread.
            over(failure);
        }
    }

    private DirectoryWatcher build(NamesOnly names) throws IOException {
        DirectoryWatcher.Builder builder =
                DirectoryWatcher.builder()
                        .paths(
                                Files.isDirectory(requests, LinkOption.NOFOLLOW_LINKS)
                                        ? List.of(root, requests)
                                        : List.of(root))
                        .fileHashing(false)
                        .fileTreeVisitor(visitor)
                        .listener(new Listener(names));
        names.service().ifPresent(builder::watchService);
        return builder.build();
    }

    private static void startThread(Runnable loop) {
        Thread thread = new Thread(loop, "session-watchdog watched-tree");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void ended(DirectoryWatcher which, @Nullable Throwable failure) {
        if (which.equals(watcher)) {
            over(failure);
        }
    }

    private void over(@Nullable Throwable failure) {
        watching = false;
        if (time.moment().since(begun).compareTo(LASTING) >= 0) {
            delay = Duration.ZERO;
        }
        String why = "the watcher ended" + (failure == null ? "" : ": " + failure);
        if (closed || lossTold) {
            LOG.debug("{}; tried again in {}", why, delay);
        } else {
            lossTold = true;
            lost(why);
        }
    }

    private void lost(String why) {
        LOG.debug("hints were lost: {}", why);
        Backlog target = backlog;
        if (target != null) {
            target.offer(new Nudge.Lost(why));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeWatcher();
    }

    private void closeWatcher() {
        DirectoryWatcher old = watcher;
        watcher = null;
        if (old != null) {
            try {
                old.close();
            } catch (IOException failure) {
                LOG.debug("the watcher did not close", failure);
            }
        }
    }

    private final class Listener implements DirectoryChangeListener {

        private final NamesOnly names;
        private boolean hurried;

        Listener(NamesOnly names) {
            this.names = names;
        }

        @Override
        public void onEvent(DirectoryChangeEvent event) {
            Path path = event.path();
            if (event.eventType() == DirectoryChangeEvent.EventType.OVERFLOW || path == null) {
                lost("overflow");
                return;
            }
            boolean made = event.eventType() == DirectoryChangeEvent.EventType.CREATE;
            boolean written = event.eventType() == DirectoryChangeEvent.EventType.MODIFY;
            if (event.isDirectory() && !written) {
                names.cameOrWent(path);
            }
            if (path.startsWith(requests)) {
                hurried = true;
                offer(new Nudge.Request());
            } else if (!written) {
                hint(path, made).ifPresent(this::offer);
            } else if (path.getParent() != null) {
                // A lock that beats, a temp that grows, a transcript that gets a line, the mode of
                // a store: what is worth knowing of that is seen by looking.
                names.written(path.getParent());
            }
        }

        /// Everything that had gathered has been told of.
        @Override
        public void onIdle(int soFar) {
            if (soFar > 0 && !hurried) {
                LockSupport.parkNanos(pause.toNanos());
            }
            hurried = false;
        }

        private Optional<Nudge> hint(Path path, boolean made) {
            Optional<Place> store = visitor.storeOf(path);
            if (store.isEmpty()) {
                return visitor.leadsToStores(path)
                        ? Optional.of(new Nudge.Lost("a directory came or went"))
                        : Optional.empty();
            }
            Optional<Name> name = Name.parse(path.getFileName().toString());
            if (name.isPresent() && locks.test(name.get())) {
                return made
                        ? Optional.of(
                                new Nudge.LockMade(root.toString(), store.get().child(name.get())))
                        : Optional.empty();
            }
            Nudge.Changed changed = new Nudge.Changed(root.toString(), store.get());
            // Matching a name against the catalogue takes longer than everything else here.
            return isHeld(changed) ? Optional.empty() : name.filter(interesting).map(_ -> changed);
        }

        private boolean isHeld(Nudge.Changed hint) {
            Backlog target = backlog;
            return target != null && target.holds(hint);
        }

        private void offer(Nudge nudge) {
            Backlog target = backlog;
            if (target != null) {
                target.offer(nudge);
            }
        }

        @Override
        public void onException(Exception failure) {
            lost(failure.getClass().getSimpleName());
        }
    }
}
