package dev.sessionwatchdog.config;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// The parser's complaint in words that an operator can act on.
final class SyntaxProblem {

    static final String TAB = "a tab cannot indent; use spaces";

    private SyntaxProblem() {}

    static String explain(MarkedYamlEngineException problem) {
        String found = problem.getProblem() == null ? "not YAML" : problem.getProblem();
        if (found.contains("(TAB)")) {
            return TAB;
        }
        if (found.startsWith("mapping values are not allowed")) {
            return "a second ':' in one value; is this line indented like its neighbours, "
                    + "or does the value need quotes?";
        }
        String context = problem.getContext() == null ? "" : problem.getContext() + ": ";
        return context + found + opened(problem);
    }

    private static String opened(MarkedYamlEngineException problem) {
        return problem.getContextMark()
                .map(mark -> " (it began in line " + (mark.getLine() + 1) + ")")
                .orElse("");
    }
}
