package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.incident.LoggedEvent.Check;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;

/// The checks of a rule, in columns.
record CheckTable(Tint tint) {

    private static final int MAX_WIDTH = 60;

    void print(PrintWriter out, List<Check> checks) {
        int name = width("check", checks, Check::name);
        int observed = width("observed", checks, Check::observed);
        int limit = width("limit", checks, Check::limit);
        String format = "  %-" + name + "s  %-" + observed + "s  %-" + limit + "s  %s%n";
        out.printf(format, "check", "observed", "limit", "pass");
        for (Check check : checks) {
            out.printf(
                    format,
                    Printable.of(check.name()),
                    Printable.of(check.observed()),
                    Printable.of(check.limit()),
                    check.pass()
                            .map(pass -> tint.verdict(pass, pass ? "yes" : "no"))
                            .orElse("cannot tell"));
        }
    }

    private static int width(String title, List<Check> checks, Function<Check, String> column) {
        int widest = title.length();
        for (Check check : checks) {
            widest = Math.max(widest, Printable.of(column.apply(check)).length());
        }
        return Math.min(widest, MAX_WIDTH);
    }
}
