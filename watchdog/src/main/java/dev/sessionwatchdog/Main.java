package dev.sessionwatchdog;

import dev.sessionwatchdog.cli.Cli;
import dev.sessionwatchdog.cli.Launchd;

/// The entry point: one verb, one exit code.
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        int code = Launchd.exitCode(Cli.execute(args), System.getenv(), args);
        System.out.flush();
        System.exit(code);
    }
}
