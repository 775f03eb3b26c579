package dev.sessionwatchdog.host;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/// The diagnostic log: talk on stderr, without times because the journal has them. It may be lost,
/// and nothing reads it back. Logback finds this class by `META-INF/services`, which saves the
/// reading of an XML file at every start.
public final class DiagnosticLog extends ContextAwareBase implements Configurator {

    private static final String OURS = "dev.sessionwatchdog";
    private static final String LINE = "%-5level %msg%n%rEx{short}";
    private static final String STDERR = "stderr";

    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        PatternLayoutEncoder lines = new PatternLayoutEncoder();
        lines.setContext(loggers);
        lines.setPattern(LINE);
        lines.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(loggers);
        stderr.setName(STDERR);
        stderr.setTarget("System.err");
        stderr.setEncoder(lines);
        stderr.start();
        Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(stderr);
        loggers.getLogger(OURS).setLevel(Level.INFO);
        // Says with a stack trace what WatchedTree hears, counts and follows anyhow.
        loggers.getLogger("io.methvin.watcher").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Lets us say more, or less.
    public static void verbosity(boolean verbose, boolean quiet) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers) {
            loggers.getLogger(OURS)
                    .setLevel(verbose ? Level.DEBUG : quiet ? Level.WARN : Level.INFO);
        }
    }

    /// For a program that is not ours: we say who speaks, and only what went wrong.
    public static void amongOthers() {
        verbosity(false, true);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers
                && loggers.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(STDERR)
                        instanceof ConsoleAppender<ILoggingEvent> stderr
                && stderr.getEncoder() instanceof PatternLayoutEncoder lines) {
            lines.stop();
            lines.setPattern("session-watchdog agent: " + LINE);
            lines.start();
        }
    }
}
