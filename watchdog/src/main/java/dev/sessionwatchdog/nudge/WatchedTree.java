package dev.sessionwatchdog.nudge;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeListener;
import io.methvin.watcher.DirectoryWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hints from the operating system's file events. They may come late, twice or not at all; a
/// watcher that fails is begun anew at the next sweep, and every exception counts as an overflow
/// (`facts/java.md` 4.2: the library tells of an overflow in no other way).
public final class WatchedTree implements NudgeSource {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedTree.class);

    private final Path root;
    private final StoreVisitor visitor;
    private final Path requests;
    private final Predicate<Name> interesting;
    private final Predicate<Name> locks;
    private @Nullable Backlog backlog;
    private @Nullable DirectoryWatcher watcher;
    private volatile boolean watching;
    private volatile boolean closed;

    /// @param root the canonical path of the root: a link there would be watched in vain
    /// @param stores pattern of the store directories below it
    /// @param requests the directory in which requests are left
    /// @param interesting names of files in a store that are worth a hint
    /// @param locks names of locks, of which it is worth a hint that they were made
    public WatchedTree(
            Path root,
            List<String> stores,
            Path requests,
            Predicate<Name> interesting,
            Predicate<Name> locks) {
        this.root = root;
        this.visitor = new StoreVisitor(root, stores, requests);
        this.requests = requests;
        this.interesting = interesting;
        this.locks = locks;
    }

    @Override
    public void start(Backlog target) {
        backlog = target;
        revive();
    }

    /// Begins anew if the watcher has ended.
    public void revive() {
        if (watching || closed) {
            return;
        }
        closeWatcher();
        Listener listener = new Listener();
        try {
            DirectoryWatcher begun =
                    DirectoryWatcher.builder()
                            .paths(
                                    Files.isDirectory(requests, LinkOption.NOFOLLOW_LINKS)
                                            ? List.of(root, requests)
                                            : List.of(root))
                            .fileHashing(false)
                            .fileTreeVisitor(visitor)
                            .listener(listener)
                            .build();
            watcher = begun;
            watching = true;
            Executor thread = WatchedTree::startThread;
            CompletableFuture<Void> end = begun.watchAsync(thread);
            var _ = end.whenComplete((_, failure) -> ended(failure));
        } catch (IOException | RuntimeException failure) {
            ended(failure);
        }
    }

    private static void startThread(Runnable loop) {
        Thread thread = new Thread(loop, "watched-tree");
        thread.setDaemon(true);
        thread.start();
    }

    private void ended(@Nullable Throwable failure) {
        watching = false;
        if (!closed) {
            lost("the watcher ended" + (failure == null ? "" : ": " + failure));
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
    public void close() {
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

        @Override
        public void onEvent(DirectoryChangeEvent event) {
            Path path = event.path();
            if (event.eventType() == DirectoryChangeEvent.EventType.OVERFLOW || path == null) {
                lost("overflow");
            } else if (path.startsWith(requests)) {
                offer(new Nudge.Request());
            } else {
                hint(path, event.eventType()).ifPresent(this::offer);
            }
        }

        private Optional<Nudge> hint(Path path, DirectoryChangeEvent.EventType type) {
            Optional<Place> store = visitor.storeOf(path);
            if (store.isEmpty()) {
                // Gateways set the mode of a store with every index that they write.
                return type != DirectoryChangeEvent.EventType.MODIFY && visitor.leadsToStores(path)
                        ? Optional.of(new Nudge.Lost("a directory came or went"))
                        : Optional.empty();
            }
            Optional<Name> name = Name.parse(path.getFileName().toString());
            if (name.isPresent() && locks.test(name.get())) {
                // A lock that beats changes all the time; that is seen by looking at it.
                return type == DirectoryChangeEvent.EventType.CREATE
                        ? Optional.of(
                                new Nudge.LockMade(root.toString(), store.get().child(name.get())))
                        : Optional.empty();
            }
            return name.filter(interesting)
                    .map(_ -> new Nudge.Changed(root.toString(), store.get()));
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
