package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether systemd's journal is there as a witness that the log's owner cannot change, and keeps
/// what it is told (journald.conf(5)).
final class JournalChecks {

    /// What one sweep with its budgets may say within journald's half minute.
    private static final long SMALL_BURST = 2_000;

    private final Circumstances circumstances;
    private final Machine machine;

    JournalChecks(Circumstances circumstances) {
        this.circumstances = circumstances;
        this.machine = circumstances.machine();
    }

    List<Result> look() {
        Config.Journal wanted = circumstances.config().events().journal();
        if (wanted == Config.Journal.OFF) {
            return List.of(new Result.Ok("journal", "events.journal is off"));
        }
        if (!Files.exists(machine.at("/run/systemd/journal/socket"))) {
            return List.of(absent(wanted));
        }
        List<Result> results = new ArrayList<>();
        results.add(storage());
        results.add(rate());
        return results;
    }

    private static Result absent(Config.Journal wanted) {
        return wanted == Config.Journal.ON
                ? Result.Finding.error(
                        "journal",
                        Harm.UNSAFE,
                        "events.journal is on, and no journal listens",
                        "a log that was rewritten as a whole would not be found out",
                        "systemctl status systemd-journald.socket")
                : new Result.Ok(
                        "journal", "there is no systemd journal here; the log stands alone");
    }

    private Result storage() {
        String storage = setting("Storage").orElse("auto");
        boolean kept =
                switch (storage) {
                    case "persistent" -> true;
                    case "auto" -> Files.isDirectory(machine.at("/var/log/journal"));
                    default -> false;
                };
        if (kept) {
            return new Result.Ok("journal.storage", "the journal is kept over a restart");
        }
        return Result.Finding.warning(
                "journal.storage",
                Harm.UNSAFE,
                "the journal is "
                        + (storage.equals("none") ? "not kept at all" : "lost at each restart")
                        + " (Storage="
                        + storage
                        + ")",
                "the hashes that hold against a rewritten log go with it",
                storage.equals("auto")
                        ? "sudo mkdir -p /var/log/journal"
                        : "printf '[Journal]\\nStorage=persistent\\n' | sudo tee"
                                + " /etc/systemd/journald.conf.d/60-persistent.conf",
                "sudo systemd-tmpfiles --create --prefix /var/log/journal",
                "sudo journalctl --flush");
    }

    private Result rate() {
        String interval = setting("RateLimitIntervalSec").orElse("30s");
        String burst = setting("RateLimitBurst").orElse("10000");
        boolean off = interval.matches("0+[a-z]*") || burst.equals("0");
        if (off || !burst.matches("[0-9]{1,12}") || Long.parseLong(burst) >= SMALL_BURST) {
            return new Result.Ok(
                    "journal.rate", off ? "no rate limit" : burst + " messages in " + interval);
        }
        return Result.Finding.warning(
                "journal.rate",
                Harm.UNSAFE,
                "the journal takes " + burst + " messages of a unit in " + interval,
                "it drops what is more, and the log then has no witness for those events",
                "printf '[Journal]\\nRateLimitBurst=10000\\n' | sudo tee"
                        + " /etc/systemd/journald.conf.d/60-rate.conf",
                "sudo systemctl restart systemd-journald");
    }

    /// The last value that is set, in the order in which journald reads its files.
    private Optional<String> setting(String key) {
        List<Path> files = new ArrayList<>();
        files.add(machine.at("/etc/systemd/journald.conf"));
        files.addAll(machine.list("/usr/lib/systemd/journald.conf.d"));
        files.addAll(machine.list("/etc/systemd/journald.conf.d"));
        Optional<String> last = Optional.empty();
        for (Path file : files) {
            if (Machine.read(file) instanceof Machine.Seen.Text(String text)) {
                last =
                        text.lines()
                                .map(String::strip)
                                .filter(line -> line.startsWith(key + "="))
                                .map(line -> line.substring(key.length() + 1).strip())
                                .reduce((_, later) -> later)
                                .or(optional(last));
            }
        }
        return last;
    }

    private static java.util.function.Supplier<Optional<String>> optional(Optional<String> value) {
        return () -> value;
    }
}
