package dev.sessionwatchdog.cli;

/// The exit codes of `operator.md`: a public contract.
public final class ExitCode {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int NOT_RUNNING = 3;
    public static final int FINDINGS = 4;
    public static final int PARTLY_DONE = 5;
    public static final int EVIDENCE_BROKEN = 6;
    public static final int OWNED_BY_ANOTHER = 7;
    public static final int PERMISSION = 77;
    public static final int CONFIGURATION = 78;
    public static final int INTERRUPTED = 130;
    public static final int TERMINATED = 143;

    private ExitCode() {}
}
