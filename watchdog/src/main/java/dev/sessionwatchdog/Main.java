package dev.sessionwatchdog;

import dev.sessionwatchdog.cli.Cli;

/// The entry point: one verb, one exit code.
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        int code = Cli.execute(args);
        System.out.flush();
        System.exit(code);
    }
}
