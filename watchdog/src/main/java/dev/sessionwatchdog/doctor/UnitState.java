package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.service.NextSteps;
import dev.sessionwatchdog.service.Scope;
import dev.sessionwatchdog.service.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How an enabled unit is, by its manager's own word (`systemctl show`).
final class UnitState {

    private static final String CHECK = "unit.state";

    private final Questions questions;
    private final Service service;
    private final boolean ofUser;
    private final String unit;

    UnitState(Questions questions, Service service) {
        this.questions = questions;
        this.service = service;
        this.ofUser = service.scope() == Scope.USER;
        this.unit = ShellWord.of(service.name());
    }

    Result look() {
        Optional<String> answer = questions.ask(question());
        if (answer.isEmpty()) {
            return Result.CannotTell.because(CHECK, "systemctl does not answer", status());
        }
        Map<String, String> told = told(answer.get());
        if (told.getOrDefault("NeedDaemonReload", "no").equals("yes")) {
            return Result.Finding.warning(
                    CHECK,
                    Harm.IDLE,
                    service.name() + " was changed on disk, and its manager did not read it again",
                    "what runs is the unit of before",
                    ofUser ? "systemctl --user daemon-reload" : "sudo systemctl daemon-reload",
                    NextSteps.toRestart(service));
        }
        String active = told.getOrDefault("ActiveState", "unknown");
        return active.equals("active") || active.equals("reloading")
                ? new Result.Ok(CHECK, service.name() + " is active")
                : down(active, told);
    }

    private Result down(String active, Map<String, String> told) {
        return Result.Finding.error(
                CHECK,
                Harm.IDLE,
                service.name()
                        + " is "
                        + active
                        + " ("
                        + told.getOrDefault("Result", "no result")
                        + ", exit status "
                        + told.getOrDefault("ExecMainStatus", "unknown")
                        + ")",
                "nothing is guarded while it is down",
                status(),
                "journalctl " + (ofUser ? "--user " : "") + "-u " + unit + " -n 20",
                NextSteps.toRestart(service));
    }

    private List<String> question() {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        if (ofUser) {
            command.add("--user");
        }
        command.addAll(
                List.of(
                        "show",
                        service.name(),
                        "--property=ActiveState,SubState,Result,ExecMainStatus,NeedDaemonReload"));
        return command;
    }

    private String status() {
        return (ofUser ? "systemctl --user" : "systemctl") + " status " + unit;
    }

    private static Map<String, String> told(String answer) {
        Map<String, String> told = new TreeMap<>();
        answer.lines()
                .filter(line -> line.indexOf('=') > 0)
                .forEach(line ->
                        told.put(
                                line.substring(0, line.indexOf('=')),
                                line.substring(line.indexOf('=') + 1)));
        return told;
    }
}
