package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.ForensicVerifier;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.forensic.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `events verify`: whether the log is what was written, as far as the log itself can prove it.
@Command(
        name = "verify",
        description = "checks the whole log: chain, gaps, end, open intents; exit 6 when broken")
final class EventsVerify implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--journal",
            description = "holds it against the hashes in systemd's journal too")
    private boolean journal;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            return ExitCode.FAILED;
        }
        Cli cli = Cli.of(spec);
        try (OpenLog log = new LogPlace(cli).open()) {
            Map<Long, String> witnesses = journal ? witnesses(cli, log) : Map.of();
            Verification found = ForensicVerifier.verify(log.directory(), witnesses);
            if (cli.json()) {
                cli.out().println(json(log.path(), found));
            } else {
                tell(cli.out(), cli.tint(), found);
            }
            return found.sound() ? ExitCode.DONE : ExitCode.EVIDENCE_BROKEN;
        }
    }

    private static Map<Long, String> witnesses(Cli cli, OpenLog log)
            throws IOException, InterruptedException {
        String[] chain = {""};
        log.reader()
                .newestFirst(line -> {
                    chain[0] = JournalHeads.chainOf(line);
                    return chain[0].isEmpty();
                });
        Optional<Map<Long, String>> heads =
                JournalHeads.ask(chain[0], log.directory().facts().uid());
        cli.say(
                heads.map(it -> "the journal knows of " + count(it.size(), "event"))
                        .orElse("there is no journal to ask"));
        return heads.orElse(Map.of());
    }

    private static void tell(PrintWriter out, Tint tint, Verification found) {
        found.problems()
                .forEach(problem ->
                        out.println(
                                tint.level("error", "broken: ")
                                        + Printable.of(problem.sentence())));
        more(out, found.problemCount() - found.problems().size(), "problems");
        found.notes().forEach(note -> out.println("note: " + Printable.of(note.sentence())));
        found.openIntents().forEach(id -> out.println("open intent: " + Printable.of(id)));
        more(out, found.openIntentCount() - found.openIntents().size(), "open intents");
        out.printf(
                "%s: %s%s in %s, %s, %s, %s%n",
                tint.verdict(found.sound(), found.sound() ? "ok" : "broken"),
                count(found.lines(), "event"),
                range(found),
                count(found.segments(), "segment"),
                count(found.problemCount(), "problem"),
                count(found.notes().size(), "note"),
                count(found.openIntentCount(), "open intent"));
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String range(Verification found) {
        return found.first().isPresent() && found.last().isPresent()
                ? " (#%d to #%d)".formatted(found.first().getAsLong(), found.last().getAsLong())
                : "";
    }

    private static void more(PrintWriter out, long count, String what) {
        if (count > 0) {
            out.println("and " + count + " more " + what);
        }
    }

    private static ObjectNode json(Path path, Verification found) {
        ObjectNode answer =
                JSON.createObjectNode()
                        .put("schema", "session-watchdog.events-verify/1")
                        .put("directory", path.toString())
                        .put("sound", found.sound())
                        .put("events", found.lines())
                        .put("segments", found.segments())
                        .put("problem_count", found.problemCount())
                        .put("open_intent_count", found.openIntentCount());
        found.first().ifPresent(first -> answer.put("first", first));
        found.last().ifPresent(last -> answer.put("last", last));
        ArrayNode problems = answer.putArray("problems");
        found.problems().forEach(problem -> problems.add(json(problem)));
        ArrayNode notes = answer.putArray("notes");
        found.notes().forEach(note -> notes.add(json(note)));
        ArrayNode open = answer.putArray("open_intents");
        found.openIntents().forEach(open::add);
        return answer;
    }

    private static ObjectNode json(Verification.Problem problem) {
        ObjectNode node =
                JSON.createObjectNode()
                        .put("flaw", problem.flaw().name().toLowerCase(Locale.ROOT))
                        .put("file", problem.file())
                        .put("line", problem.line())
                        .put("explanation", problem.explanation());
        problem.sequence().ifPresent(sequence -> node.put("sequence", sequence));
        return node;
    }

    private static ObjectNode json(Verification.Note note) {
        return JSON.createObjectNode()
                .put("file", note.file())
                .put("line", note.line())
                .put("explanation", note.explanation());
    }
}
