package dev.sessionwatchdog.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// What the scenes need from npm, installed once below `target/`.
///
/// What cannot be had aborts the scene that needs it, with the reason.
final class Npm {

    private static final Path SCRATCH = Path.of(System.getProperty("gateway.scratch", "target"));
    private static final long MINUTES = 15;
    private static final int LAST_LINES = 6;

    /// Gateways from 2026.9 on refuse an older one.
    private static final String NODE =
            "node-linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");

    private static final String PATH = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");

    /// 2026.3.13 and its like ask for a package from GitHub, and for one that asks for one that is
    /// gone from the registry. Neither is used by what is played here.
    private static final String STAND_INS =
            ",\"overrides\":{\"libsignal\":\"file:./libsignal\",\"linkedom\":\"0.18.12\"}";

    private static final String SCRIPT =
            "npm install --omit=dev --ignore-scripts --no-audit --no-fund --prefer-offline"
                    + " --no-package-lock --loglevel=error";

    private Npm() {}

    /// A Node that every chosen version runs on.
    static Path node() throws IOException, InterruptedException {
        Path there = installed("node", dependencies(NODE + "@24", ""), false, PATH);
        return there.resolve("node_modules").resolve(NODE).resolve("bin/node");
    }

    /// The script that is the gateway.
    static Path gateway(GatewayVersion version) throws IOException, InterruptedException {
        boolean standIns = version.needsStandIns();
        String wanted = dependencies("openclaw@" + version, standIns ? STAND_INS : "");
        // npm leaves out the native parts that its own Node is too old for.
        String path = node().getParent() + ":" + PATH;
        Path there = installed(version.name(), wanted, standIns, path);
        return there.resolve("node_modules/openclaw/openclaw.mjs");
    }

    private static String dependencies(String wanted, String overrides) {
        int at = wanted.lastIndexOf('@');
        return "{\"private\":true,\"dependencies\":{\"%s\":\"%s\"}%s}\n"
                .formatted(wanted.substring(0, at), wanted.substring(at + 1), overrides);
    }

    /// An installation that was interrupted is gone on with.
    private static Path installed(String name, String wanted, boolean standIns, String path)
            throws IOException, InterruptedException {
        Path there = Files.createDirectories(SCRATCH.resolve("npm").resolve(name));
        Path done = there.resolve("installed");
        if (Files.exists(done) && Files.readString(done).equals(wanted + path)) {
            return there;
        }
        Files.writeString(there.resolve("package.json"), wanted);
        if (standIns) {
            Path libsignal = Files.createDirectories(there.resolve("libsignal"));
            Files.writeString(
                    libsignal.resolve("package.json"),
                    "{\"name\":\"libsignal\",\"version\":\"2.0.1\"}\n");
        }
        System.out.printf("gateway: installing %s below %s%n", name, there);
        Path log = there.resolve("install.log");
        if (!run(there, log, path)) {
            List<String> said = new ArrayList<>(Files.readAllLines(log));
            String why =
                    String.join(
                            " | ",
                            said.subList(Math.max(0, said.size() - LAST_LINES), said.size()));
            missing("npm cannot install %s here (%s): %s".formatted(name, log, why));
        }
        Files.writeString(done, wanted + path);
        return there;
    }

    private static boolean run(Path there, Path log, String path)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", SCRIPT).directory(there.toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("PATH", path, "npm_config_update_notifier", "false"));
        Process process = builder.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.writeString(log, "still running after " + MINUTES + " minutes");
            return false;
        }
        return process.exitValue() == 0;
    }

    /// Ends the scene: it cannot be played here, and this is why.
    static void missing(String what) {
        System.out.println("gateway: SKIPPED, " + what);
        Assumptions.abort(what);
    }
}
