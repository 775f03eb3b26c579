package dev.sessionwatchdog.host;

import java.util.List;
import java.util.Set;

/// What a process is to OpenClaw by its title or arguments (`facts/upstream.md` a.3).
///
/// Gateways of 2026.3.13 and 9.6 call themselves `openclaw-gateway`, those of 5.22 and 6.11
/// `openclaw`; the command line's other programs `openclaw-agent`, `openclaw-doctor` and so on.
/// Before a title is set they show `node .../openclaw.mjs gateway`.
enum GatewayTitle {
    GATEWAY,
    /// A gateway if the environment speaks of OpenClaw too: `dist/index.js` is anybody's.
    GATEWAY_PERHAPS,
    /// OpenClaw's, but no gateway.
    OTHER_OPENCLAW,
    STRANGER;

    private static final Set<String> RUNTIMES = Set.of("node", "nodejs", "bun", "deno", "tsx");
    private static final List<String> OWN_SCRIPTS = List.of("/openclaw", "openclaw.mjs");
    private static final List<String> COMMON_SCRIPTS =
            List.of("dist/index.js", "dist/entry.js", "dist/index.mjs", "dist/entry.mjs");

    static GatewayTitle of(CommandLine line) {
        List<String> arguments = line.arguments();
        if (arguments.isEmpty()) {
            return STRANGER;
        }
        String program = lastName(arguments.getFirst());
        if (program.equals("openclaw-gateway")) {
            return GATEWAY;
        }
        if (program.equals("openclaw")) {
            return arguments.size() == 1 || runsGateway(arguments) ? GATEWAY : OTHER_OPENCLAW;
        }
        if (program.startsWith("openclaw-")) {
            return OTHER_OPENCLAW;
        }
        if (!RUNTIMES.contains(program)) {
            return STRANGER;
        }
        if (names(arguments, OWN_SCRIPTS)) {
            return runsGateway(arguments) ? GATEWAY : OTHER_OPENCLAW;
        }
        if (!names(arguments, COMMON_SCRIPTS)) {
            return STRANGER;
        }
        boolean openClaw = arguments.stream().anyMatch(argument -> argument.contains("openclaw"));
        if (!runsGateway(arguments)) {
            return openClaw ? OTHER_OPENCLAW : STRANGER;
        }
        return openClaw ? GATEWAY : GATEWAY_PERHAPS;
    }

    /// `gateway` or `gateway run`, with options or none; `gateway status` and the like ask one.
    private static boolean runsGateway(List<String> arguments) {
        int at = arguments.subList(1, arguments.size()).indexOf("gateway") + 1;
        if (at == 0) {
            return false;
        }
        String next = at + 1 < arguments.size() ? arguments.get(at + 1) : "run";
        return next.equals("run") || next.startsWith("-");
    }

    private static boolean names(List<String> arguments, List<String> scripts) {
        return arguments.stream().skip(1).anyMatch(one -> scripts.stream().anyMatch(one::endsWith));
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
