package dev.sessionwatchdog.notify;

import dev.sessionwatchdog.host.ChildProcess;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program of `notify.exec`: run once for each notification, by a thread that lives as long as
/// that takes. One at a time; whoever sends does not wait.
final class Hook {

    private static final Logger LOG = LoggerFactory.getLogger(Hook.class);

    static final Duration MOST = Duration.ofSeconds(10);

    private final List<String> command;
    private final Map<String, String> environment;
    private final Runnable whenDone;
    private final AtomicReference<Optional<Outcome>> outcome =
            new AtomicReference<>(Optional.empty());
    private Optional<Thread> running = Optional.empty();

    /// What became of a run.
    ///
    /// @param why empty if it went well; else for people
    record Outcome(Optional<String> why) {}

    /// @param home of our user, which programs look for their settings in
    /// @param whenDone called by another thread when there is an outcome to [#take]
    Hook(List<String> command, String home, Runnable whenDone) {
        this.command = List.copyOf(command);
        this.environment =
                Map.of(
                        "PATH", "/usr/local/bin:/usr/bin:/bin",
                        "HOME", home,
                        "LANG", "C.UTF-8");
        this.whenDone = whenDone;
    }

    void start(Notification notification) {
        byte[] input = notification.json();
        running = Optional.of(Thread.ofPlatform().daemon().name("notify").start(() -> run(input)));
    }

    private void run(byte[] input) {
        Optional<String> why = Optional.empty();
        try {
            ChildProcess.Ended ended = ChildProcess.run(command, environment, input, MOST);
            tell(ended.output());
            why =
                    ended.exitCode() == 0
                            ? Optional.empty()
                            : Optional.of(
                                    ended.inTime()
                                            ? "exit code " + ended.exitCode()
                                            : "not done after " + MOST.toSeconds() + "s, ended");
        } catch (IOException | RuntimeException cannot) {
            why = Optional.of(Printable.of(String.valueOf(cannot.getMessage())));
        } catch (InterruptedException stopping) {
            // It is not known whether anybody was told: the next daemon tells it.
            return;
        }
        outcome.set(Optional.of(new Outcome(why)));
        whenDone.run();
    }

    private static void tell(String output) {
        if (!output.isBlank()) {
            LOG.info("notify.exec says: {}", Printable.of(output.strip()));
        }
    }

    /// The outcome of the last [#start], once.
    Optional<Outcome> take() {
        return outcome.getAndSet(Optional.empty());
    }

    /// Gives what is under way a moment more, then ends it.
    void stop(Duration patience) {
        running.ifPresent(thread -> {
            try {
                thread.join(patience);
                thread.interrupt();
                thread.join(Duration.ofSeconds(2));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
