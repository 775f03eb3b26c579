package dev.sessionwatchdog.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether another program removes files of the same tree: cron jobs, systemd-tmpfiles, tmpreaper,
/// a user's own timers. Such jobs took live locks and live sessions (`facts/demands-and-dangers.md`
/// 3.2).
final class CleanerChecks {

    private static final String CHECK = "cleaner";

    private static final List<String> CRON_FILES = List.of("/etc/crontab", "/etc/anacrontab");
    private static final List<String> CRON_DIRECTORIES =
            List.of(
                    "/etc/cron.d",
                    "/etc/cron.hourly",
                    "/etc/cron.daily",
                    "/etc/cron.weekly",
                    "/etc/cron.monthly");
    private static final List<String> TMPFILES =
            List.of("/etc/tmpfiles.d", "/run/tmpfiles.d", "/usr/lib/tmpfiles.d");

    /// Takes something away.
    private static final Pattern REMOVES =
            Pattern.compile(
                    "\\brm\\b|-delete\\b|\\bunlink\\b|\\btmpreaper\\b|\\btmpwatch\\b|\\bshred\\b");

    /// What is only ever a gateway's.
    private static final Pattern GATEWAY_NAMES =
            Pattern.compile(
                    "\\.openclaw\\b|\\.clawdbot\\b|\\.moltbot\\b|sessions\\.json|\\.jsonl\\.lock");

    private final Circumstances circumstances;
    private final GuardedTree tree;
    private final Machine machine;

    CleanerChecks(Circumstances circumstances, GuardedTree tree) {
        this.circumstances = circumstances;
        this.tree = tree;
        this.machine = circumstances.machine();
    }

    List<Result> look() {
        if (!tree.opens()) {
            return List.of();
        }
        List<Result> results = new ArrayList<>();
        jobs().forEach(file -> inJob(file).ifPresent(results::add));
        aged().ifPresent(results::add);
        if (results.isEmpty()) {
            results.add(new Result.Ok(CHECK, "no job that can be read here names " + tree.name()));
        }
        results.add(ownTable());
        return results;
    }

    private List<Path> jobs() {
        List<Path> files = new ArrayList<>();
        CRON_FILES.forEach(file -> files.add(machine.at(file)));
        CRON_DIRECTORIES.forEach(directory -> files.addAll(machine.list(directory)));
        files.addAll(machine.list("/etc/systemd/system"));
        files.addAll(Machine.list(circumstances.user().home().resolve(".config/systemd/user")));
        files.addAll(Machine.list(circumstances.user().home().resolve("Library/LaunchAgents")));
        return files;
    }

    private Optional<Result> inJob(Path file) {
        if (!(Machine.read(file) instanceof Machine.Seen.Text(String text))
                || file.getFileName().toString().startsWith("session-watchdog")) {
            return Optional.empty();
        }
        return line(text)
                .map(line ->
                        Result.Finding.warning(
                                CHECK,
                                Harm.UNSAFE,
                                file + " removes files of a gateway: " + line.strip(),
                                "it looks neither at who owns a lock nor at whether an index is"
                                        + " whole, and what it takes cannot be put back; the"
                                        + " watchdog does this work. Take the line out",
                                "sudo \"${EDITOR:-vi}\" " + ShellWord.of(file)));
    }

    private Optional<String> line(String text) {
        return text.lines()
                .filter(line -> !line.strip().startsWith("#"))
                .filter(line -> REMOVES.matcher(line).find())
                .filter(line -> names(line) || GATEWAY_NAMES.matcher(line).find())
                .findFirst();
    }

    private boolean names(String line) {
        return line.contains(tree.real().toString()) || line.contains(tree.path().toString());
    }

    /// `TYPE PATH MODE USER GROUP AGE` (tmpfiles.d(5)): the age says that old files go.
    private Optional<Result> aged() {
        List<Path> files = new ArrayList<>();
        TMPFILES.forEach(directory -> files.addAll(machine.list(directory)));
        for (Path file : files) {
            if (!(Machine.read(file) instanceof Machine.Seen.Text(String text))) {
                continue;
            }
            Optional<String> line = text.lines().filter(this::ages).findFirst();
            if (line.isPresent()) {
                return Optional.of(
                        Result.Finding.error(
                                CHECK,
                                Harm.UNSAFE,
                                tree.name()
                                        + " lies where systemd-tmpfiles removes old files: "
                                        + file.getFileName()
                                        + " says "
                                        + line.get().strip(),
                                "sessions that nobody wrote to for so long are deleted, with no way"
                                        + " back",
                                "echo "
                                        + ShellWord.of("x " + tree.real())
                                        + " | sudo tee /etc/tmpfiles.d/openclaw-keep.conf"));
            }
        }
        return Optional.empty();
    }

    private boolean ages(String line) {
        String[] fields = line.strip().split("\\s+", -1);
        return fields.length >= 6
                && fields[0].matches("[dDevqQ][!+-]*")
                && !fields[5].equals("-")
                && tree.real().startsWith(Path.of(fields[1]))
                && !kept();
    }

    private boolean kept() {
        for (String directory : TMPFILES) {
            for (Path file : machine.list(directory)) {
                if (Machine.read(file) instanceof Machine.Seen.Text(String text)
                        && text.lines()
                                .map(line -> line.strip().split("\\s+", -1))
                                .anyMatch(fields ->
                                        fields.length >= 2
                                                && fields[0].matches("[xX]!?")
                                                && tree.real().startsWith(Path.of(fields[1])))) {
                    return true;
                }
            }
        }
        return false;
    }

    /// A user's own table of jobs is root's to read.
    private Result ownTable() {
        String name = circumstances.user().name();
        for (String at : List.of("/var/spool/cron/crontabs/", "/var/spool/cron/")) {
            if (machine.read(at + name) instanceof Machine.Seen.Text(String text)) {
                return judged(name, text);
            }
        }
        return asked(name);
    }

    private Result asked(String name) {
        Optional<String> table = circumstances.questions().ask(List.of("crontab", "-l"));
        if (table.isEmpty()) {
            return machine.list("/var/spool/cron").isEmpty()
                    ? new Result.Ok("cleaner.own", "there is no table of jobs of " + name + "'s")
                    : Result.CannotTell.because(
                            "cleaner.own", "the jobs of " + name + " are not shown", "crontab -l");
        }
        return judged(name, table.get());
    }

    private Result judged(String name, String table) {
        return line(table)
                .<Result>map(line ->
                        Result.Finding.warning(
                                "cleaner.own",
                                Harm.UNSAFE,
                                "a job of "
                                        + name
                                        + "'s removes files of a gateway: "
                                        + line.strip(),
                                "it looks neither at who owns a lock nor at whether an index is"
                                        + " whole; the watchdog does this work",
                                "crontab -e"))
                .orElseGet(() -> new Result.Ok("cleaner.own", "no job of " + name + "'s"));
    }
}
