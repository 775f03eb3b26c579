package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.decision.TempPolicy;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.finding.TempFinding;
import dev.sessionwatchdog.finding.TempRule;
import dev.sessionwatchdog.observation.HeldDirectory;
import dev.sessionwatchdog.observation.TempSeen;
import dev.sessionwatchdog.quarantine.Restored;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Looks at one temp for somebody who asks, by the rule of the sweeps. Nothing is decided and
/// nothing is written.
final class TempInspection {

    private final SweepParts parts;
    private final Permission permission;
    private final Moment now;

    TempInspection(SweepParts parts, Permission permission, Moment now) {
        this.parts = parts;
        this.permission = permission;
        this.now = now;
    }

    ObjectNode of(TempSeen seen) throws IOException {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("path", seen.place().toString());
        node.put("era", seen.era().word());
        node.put("family", seen.temp().family().name().toLowerCase(Locale.ROOT));
        node.put("rule", TempRule.ID);
        node.put("watched_ms", seen.sighting().watched().toMillis());
        node.put("looks", seen.sighting().looks());
        if (!seen.era().ours()) {
            String verdict = "era-" + seen.era().word();
            return verdict(node, "kept", verdict, "kept because " + verdict);
        }
        TempFinding finding = finding(seen);
        Decision decision = new TempPolicy(parts.settings().action(), permission).decide(finding);
        switch (decision) {
            case Decision.Reap reap ->
                    verdict(
                            node,
                            "due",
                            reap.disposal().name().toLowerCase(Locale.ROOT),
                            "to be reaped by the next sweep: "
                                    + reap.disposal().name().toLowerCase(Locale.ROOT));
            case Decision.Abstain abstain ->
                    verdict(
                            node,
                            state(abstain),
                            abstain.reason(),
                            abstain.verdict() == Decision.Verdict.WAIT
                                    ? waiting()
                                    : state(abstain) + " because " + abstain.reason());
        }
        LockRow.addChecks(node, finding.checks());
        return node;
    }

    private TempFinding finding(TempSeen seen) throws IOException {
        TempRule rule = rule();
        Optional<TempFinding> early = rule.atFirstSight(seen);
        if (early.isPresent()) {
            return early.get();
        }
        if (parts.quarantine().restored().contains(Restored.like(seen.facts()))) {
            return rule.restored(seen);
        }
        try (HeldDirectory held = new HeldDirectory(parts.root(), parts.time())) {
            return rule.judge(
                    parts.closely().look(seen, held),
                    parts.closely().index(seen.store(), seen.era()));
        }
    }

    private TempRule rule() {
        return new TempRule(
                parts.settings().olderThan(),
                parts.attention().required(parts.settings().confirmGap()),
                parts.root().uid(),
                now.wall(),
                parts.attention().clockSetAt());
    }

    private String waiting() {
        return "not yet: it has to be "
                + Spans.words(parts.settings().olderThan())
                + " old and watched unchanged for "
                + Spans.words(parts.attention().required(parts.settings().confirmGap()));
    }

    private static String state(Decision.Abstain abstain) {
        return switch (abstain.verdict()) {
            case WAIT -> "waiting";
            case KEEP -> "kept";
            case REFUSE -> "refused";
            case REPORT -> "reported";
        };
    }

    private static ObjectNode verdict(
            ObjectNode node, String state, String verdict, String outlook) {
        return node.put("state", state).put("verdict", verdict).put("outlook", outlook);
    }
}
