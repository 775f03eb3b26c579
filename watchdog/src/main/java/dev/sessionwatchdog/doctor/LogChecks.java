package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.ForensicVerifier;
import dev.sessionwatchdog.store.forensic.Verification;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether the forensic log holds, and what it says of the last day about our own sight.
final class LogChecks {

    /// A larger log is verified by hand: it takes seconds.
    private static final long QUICK = 64L << 20;

    private static final int MOST_LINES = 20_000;
    private static final Duration LATELY = Duration.ofDays(1);

    private final Circumstances circumstances;

    LogChecks(Circumstances circumstances) {
        this.circumstances = circumstances;
    }

    List<Result> look() throws IOException {
        try (Root root = LocalRoot.open(circumstances.events(), circumstances.natives());
                Directory directory = root.open(Place.TOP)) {
            ForensicReader reader = new ForensicReader(directory);
            if (!reader.hasLog()) {
                return List.of(none());
            }
            List<Result> results = new ArrayList<>();
            results.add(verified(directory));
            lately(reader).forEach((action, count) -> tell(action, count).ifPresent(results::add));
            return results;
        } catch (NoSuchFileException none) {
            return List.of(none());
        }
    }

    private Result none() {
        return circumstances.daemons().isEmpty()
                ? new Result.Ok("log.chain", "there is no log yet: " + circumstances.events())
                : Result.CannotTell.because(
                        "log.chain",
                        "a daemon runs, and its log is not in " + circumstances.events(),
                        "session-watchdog events verify");
    }

    private Result verified(Directory directory) throws IOException {
        long size = size(directory);
        if (size > QUICK) {
            return Result.CannotTell.because(
                    "log.chain",
                    "the log is too large to be verified in passing",
                    "session-watchdog events verify");
        }
        Verification found = ForensicVerifier.verify(directory);
        if (!found.sound()) {
            return Result.Finding.error(
                    "log.chain",
                    Harm.UNSAFE,
                    "the log was changed: "
                            + found.problems().stream()
                                    .findFirst()
                                    .map(Verification.Problem::sentence)
                                    .orElse("see below"),
                    "what it says of that time is no evidence any more",
                    "session-watchdog events verify --journal",
                    "cp -a " + ShellWord.of(circumstances.events()) + " \"$HOME/evidence\"");
        }
        // A running daemon has an intent open for a moment.
        if (found.openIntentCount() > 0 && circumstances.daemons().isEmpty()) {
            return Result.Finding.warning(
                    "log.intents",
                    Harm.IDLE,
                    found.openIntentCount() + " intents are open",
                    "a daemon ended in the middle of an act; its next start looks again and writes"
                            + " down what came of it",
                    "session-watchdog sweep");
        }
        return new Result.Ok(
                "log.chain", found.lines() + " events, each chained to the one before");
    }

    private static long size(Directory directory) throws IOException {
        List<Name> names = new ArrayList<>();
        directory.list((name, _) -> names.add(name));
        long size = 0;
        for (Name name : names) {
            size += directory.look(name).map(Facts::size).orElse(0L);
        }
        return size;
    }

    private Map<String, Integer> lately(ForensicReader reader) throws IOException {
        Instant since = circumstances.time().moment().wall().minus(LATELY);
        Map<String, Integer> counts = new TreeMap<>();
        int[] lines = {0};
        reader.newestFirst(line -> {
            try {
                JsonNode event = JsonMapper.shared().readTree(line.text());
                if (Instant.parse(event.path("@timestamp").asString("")).isBefore(since)) {
                    return false;
                }
                counts.merge(event.at("/event/action").asString(""), 1, Integer::sum);
            } catch (JacksonException | DateTimeParseException notAnEvent) {
                // What is torn or foreign is the verifier's to tell.
            }
            return ++lines[0] < MOST_LINES;
        });
        return counts;
    }

    private static Optional<Result> tell(String action, int count) {
        String seen = count + " times in the last day: " + action;
        String events = "session-watchdog events --action " + action + " --since -1d";
        return switch (action) {
            case "clock.step" ->
                    Optional.of(
                            Result.Finding.warning(
                                    "log.lately",
                                    Harm.IDLE,
                                    seen,
                                    "the wall clock is set by jumps: after each one nothing lapses"
                                            + " before it was watched anew",
                                    events,
                                    "timedatectl timesync-status"));
            case "watch.overflow" ->
                    Optional.of(
                            Result.Finding.warning(
                                    "log.lately",
                                    Harm.DEAF,
                                    seen,
                                    "more changed at once than the kernel keeps, and everything was"
                                            + " looked at again",
                                    events,
                                    "sudo sysctl -w fs.inotify.max_queued_events=65536"));
            case "visibility.lost" ->
                    Optional.of(
                            Result.Finding.warning(
                                    "log.lately",
                                    Harm.BLIND,
                                    seen,
                                    "for a while it could not see who owns what",
                                    events));
            default -> Optional.empty();
        };
    }
}
