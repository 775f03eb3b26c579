package dev.sessionwatchdog.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/// `session-watchdog(1)`: what it is, its verbs, and what holds for all of them.
final class ProgramManual {

    private static final SequencedMap<Integer, String> EXIT_CODES = new LinkedHashMap<>();

    static {
        EXIT_CODES.put(ExitCode.DONE, "done, or nothing to do");
        EXIT_CODES.put(ExitCode.FAILED, "failed");
        EXIT_CODES.put(ExitCode.USAGE, "the command line is wrong");
        EXIT_CODES.put(
                ExitCode.NOT_RUNNING,
                "not running, or its heartbeat is too old (with --exit-code)");
        EXIT_CODES.put(ExitCode.FINDINGS, "something was found (with --exit-code)");
        EXIT_CODES.put(ExitCode.PARTLY_DONE, "partly done");
        EXIT_CODES.put(ExitCode.EVIDENCE_BROKEN, "the forensic log is broken");
        EXIT_CODES.put(ExitCode.OWNED_BY_ANOTHER, "another watchdog owns this root");
        EXIT_CODES.put(ExitCode.PERMISSION, "a permission is missing");
        EXIT_CODES.put(ExitCode.CONFIGURATION, "the configuration is wrong");
        EXIT_CODES.put(ExitCode.INTERRUPTED, "interrupted");
        EXIT_CODES.put(ExitCode.TERMINATED, "terminated");
    }

    private ProgramManual() {}

    static String page(CommandSpec program, String date) {
        String name = VerbManual.PROGRAM;
        Roff page = new Roff(name, 1, date, name + " " + Version.current());
        page.section("NAME").line(name + " - keeps the session trees of AI-agent gateways clean");
        page.section("SYNOPSIS").synopsis(name, "[OPTION]... VERB [ARGUMENT]...");
        describe(page);
        page.section("COMMANDS");
        VerbManual.subVerbs(program)
                .forEach(verb -> page.page(name + "-" + verb.name(), 1, VerbManual.summary(verb)));
        VerbManual.arguments(page.section("OPTIONS"), program);
        page.section("EXIT STATUS");
        EXIT_CODES.forEach((code, meaning) -> page.item(Integer.toString(code), meaning));
        environment(page, program);
        signals(page);
        files(page);
        page.section("SEE ALSO").line(name + ".yaml(5), systemd.unit(5), journalctl(1)");
        return page.toString();
    }

    private static void describe(Roff page) {
        page.section("DESCRIPTION");
        page.line(
                "A daemon that runs next to an AI-agent gateway (OpenClaw and its kind), as the gateway's user. It reaps"
                        + " orphaned temporary files, breaks leaked locks and lapsed leases, and migrates legacy stores"
                        + " where the gateway is known to read the result. It looks twice, writes down what it is about"
                        + " to do, looks again, does it, and writes down how it went. Whatever it cannot see it leaves"
                        + " alone, and says why.");
        page.paragraph("With systemd, for the gateway of one user:");
        page.verbatim(
                List.of(
                        "systemctl enable --now session-watchdog@USER.service",
                        "systemctl --user enable --now session-watchdog.service"));
        page.paragraph("Data goes to standard output, talk to standard error.");
    }

    private static void environment(Roff page, CommandSpec program) {
        page.section("ENVIRONMENT");
        for (OptionSpec option : program.options()) {
            if (option.scopeType() == ScopeType.INHERIT) {
                page.item(Cli.variable(option), "as " + option.longestName());
            }
        }
        page.item(
                "SESSION_WATCHDOG_NATIVE",
                "off switches native calls off; stricter rules hold then");
        page.item("SESSION_WATCHDOG_JAVA_OPTS", "more options for the Java virtual machine");
        page.item("NO_COLOR", "no colours where --color says nothing");
    }

    private static void signals(Roff page) {
        page.section("SIGNALS");
        page.item("TERM, INT", "finish the running step, write its outcome, exit");
        page.item(
                "HUP",
                "read the configuration anew; a file with errors leaves the old one in force");
        page.item("QUIT", "print a thread dump");
    }

    private static void files(Roff page) {
        page.section("FILES");
        page.item(
                "/etc/session-watchdog/USER.yaml",
                "the configuration for the gateway of USER; optional");
        page.item("/var/log/session-watchdog/USER", "the forensic log of the system unit");
        page.item("/var/lib/session-watchdog/USER", "the state of the system unit");
        page.item("~/.local/state/session-watchdog", "both, of the user unit and by hand");
        page.item(
                ".session-watchdog",
                "in every guarded root: quarantine, backups, requests, the daemon's record");
    }
}
