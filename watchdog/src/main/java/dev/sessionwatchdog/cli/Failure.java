package dev.sessionwatchdog.cli;

/// Ends a verb, or the agent, with one clear error on stderr and an exit code: what, where, and
/// what to do.
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    Failure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// One of [ExitCode].
    public int exitCode() {
        return exitCode;
    }
}
