package dev.sessionwatchdog.action;

import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockLimits;
import dev.sessionwatchdog.finding.LockTerm;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.store.forensic.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One line about a lock for a person who has just been woken: which, what is said of it, who has
/// it, for how long, and what speaks for that.
public final class LockWords {

    private LockWords() {}

    /// As in `agents/main/sessions/a.jsonl.lock: live-owner-lease-lapsed; owner 2211
    /// (openclaw-gateway) is alive; silent for 52s, limit 22s; no work for 17m; 12 looks`.
    public static String of(LockFinding finding, LockLimits limits) {
        LockLook look = finding.look();
        String which = Printable.of(look.place().toString()) + ": " + finding.verdict();
        Optional<Check> owner = check(finding, "owner");
        if (owner.isEmpty()) {
            return which + why(finding);
        }
        List<String> words = new ArrayList<>();
        words.add(which);
        words.add(owner(owner.get(), look));
        boolean named = look.written().filter(written -> written.pid().isPresent()).isPresent();
        words.add(owner.get().passed() || !named ? heldFor(look) : time(LockTerm.of(look, limits)));
        check(finding, "progress").ifPresent(work -> words.add(work(work.observed())));
        check(finding, "restart_recovery").ifPresent(why -> words.add(why.observed()));
        check(finding, "one_gateway").ifPresent(all -> words.add("gateways: " + all.observed()));
        words.add(Spans.count(look.watched().looks(), "look"));
        return String.join("; ", words);
    }

    private static Optional<Check> check(LockFinding finding, String name) {
        return finding.checks().stream().filter(check -> check.check().equals(name)).findFirst();
    }

    /// What kept it from being judged at all.
    private static String why(LockFinding finding) {
        return finding.checks().isEmpty()
                        || finding.verdict().endsWith(finding.checks().getLast().observed())
                ? ""
                : "; " + Printable.of(finding.checks().getLast().observed());
    }

    private static String work(String observed) {
        return observed.startsWith("none for ") ? "no work" + observed.substring(4) : observed;
    }

    private static String owner(Check check, LockLook look) {
        String words = Printable.of(check.observed());
        Optional<String> title =
                look.owner()
                        .sight()
                        .filter(ProcessSight.Running.class::isInstance)
                        .flatMap(sight -> ((ProcessSight.Running) sight).title());
        int space = words.indexOf(' ');
        return !Character.isDigit(words.charAt(0))
                ? words
                : "owner "
                        + words.substring(0, space)
                        + title.map(known -> " (" + shortly(known) + ")").orElse("")
                        + words.substring(space);
    }

    /// By the wall clock: for how long nobody else could have it.
    private static String heldFor(LockLook look) {
        Instant made =
                look.written().flatMap(Written::createdAt).orElseGet(() -> look.facts().mtime());
        Duration age = Duration.between(made, look.clock().now());
        return "locked for " + Spans.words(age.isNegative() ? Duration.ZERO : age);
    }

    private static String time(LockTerm term) {
        String of = Spans.words(term.elapsed()) + ", limit " + Spans.words(term.limit());
        return switch (term.source()) {
            case HEARTBEAT -> "silent for " + of;
            case DECLARED -> "held for " + of + " as declared, with the grace";
            case AGE -> "held for " + of + ", nothing declared";
        };
    }

    private static String shortly(String title) {
        String first = title.split(" ", 2)[0];
        return Printable.of(first.substring(first.lastIndexOf('/') + 1));
    }
}
