package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockTerm;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.store.forensic.Printable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One lock as JSON, for verbs: the same members in the table of locks and in an explanation.
final class LockRow {

    private static final int LONGEST_TITLE = 160;

    private LockRow() {}

    static ObjectNode of(LockView view) {
        LockFinding finding = view.finding();
        LockLook look = finding.look();
        ObjectNode row = JsonMapper.shared().createObjectNode();
        row.put("path", look.place().toString());
        row.put("era", look.era().word());
        row.put("kind", look.lock().kind().name().toLowerCase(Locale.ROOT));
        OptionalLong pid = look.written().map(Written::pid).orElse(OptionalLong.empty());
        pid.ifPresent(known -> row.put("pid", known));
        row.put("liveness", liveness(finding));
        title(look).ifPresent(title -> row.put("title", title));
        look.written()
                .flatMap(Written::createdAt)
                .ifPresent(made -> row.put("created_at", made.toString()));
        row.put("size", look.facts().size());
        row.put("mtime", look.facts().mtime().toString());
        LockTerm term = view.term();
        ObjectNode lease = row.putObject("lease");
        lease.put("source", term.source().word());
        lease.put("elapsed_ms", term.elapsed().toMillis());
        lease.put("limit_ms", term.limit().toMillis());
        lease.put("beats_seen", look.watched().beats());
        row.put("watched_ms", look.watched().time().toMillis());
        row.put("looks", look.watched().looks());
        row.put("state", view.state());
        row.put("rule", finding.rule());
        row.put("verdict", finding.verdict());
        row.put("outlook", view.outlook());
        row.put("looks_agreeing", view.agreeing());
        row.put("looks_wanted", view.settings().confirm());
        view.breakIn().ifPresent(in -> row.put("break_in_ms", in.toMillis()));
        row.put("next_look_ms", view.next().toMillis());
        return row;
    }

    static void addChecks(ObjectNode node, List<Check> checks) {
        ArrayNode array = node.putArray("checks");
        for (Check check : checks) {
            ObjectNode one = array.addObject();
            one.put("check", check.check());
            one.put("observed", check.observed());
            check.limit().ifPresent(limit -> one.put("limit", limit));
            switch (check.answer()) {
                case PASS -> one.put("pass", true);
                case FAIL -> one.put("pass", false);
                case CANNOT_TELL -> one.putNull("pass");
            }
        }
    }

    private static Optional<String> title(LockLook look) {
        return look.owner()
                .sight()
                .flatMap(sight ->
                        sight instanceof ProcessSight.Running running
                                ? running.title()
                                : Optional.empty())
                .map(title ->
                        Printable.of(title.substring(0, Math.min(title.length(), LONGEST_TITLE))));
    }

    /// `alive`, `paused`, `dead`, `zombie`, `recycled`, `unknown`, or `none` for a lock that names
    /// no process.
    private static String liveness(LockFinding finding) {
        LockLook look = finding.look();
        Optional<ProcessSight> sight = look.owner().sight();
        if (sight.isEmpty()) {
            return "none";
        }
        return switch (finding.ownerGone()) {
            case CANNOT_TELL -> "unknown";
            case PASS -> gone(sight.get());
            case FAIL ->
                    sight.get() instanceof ProcessSight.Running running
                                    && running.activity() == ProcessSight.Activity.PAUSED
                            ? "paused"
                            : "alive";
        };
    }

    private static String gone(ProcessSight sight) {
        return switch (sight) {
            case ProcessSight.Gone _ -> "dead";
            case ProcessSight.Zombie _ -> "zombie";
            case ProcessSight.Running _ -> "recycled";
            case ProcessSight.Unknown _ -> "unknown";
        };
    }
}
