package dev.sessionwatchdog.action;

/// Something happened that the safety contract says can not. The process ends; the service manager
/// starts it again, and the open question is in the log.
public final class BrokenPromiseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BrokenPromiseException(String message) {
        super(message);
    }
}
