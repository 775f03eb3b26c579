package dev.sessionwatchdog.host;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LogbackServiceProvider;
import ch.qos.logback.classic.util.LogbackMDCAdapter;

/// Logback as [DiagnosticLog] configures it, without looking through every jar for who else might:
/// each one that is opened stays open, with its directory in the heap. SLF4J takes this class where
/// the property `slf4j.provider` names it (`jvm.options`); elsewhere Logback's own one finds the
/// same configuration.
public final class ConfiguredLogback extends LogbackServiceProvider {

    @Override
    public void initialize() {
        if (getLoggerFactory() instanceof LoggerContext loggers
                && getMDCAdapter() instanceof LogbackMDCAdapter adapter) {
            loggers.setMDCAdapter(adapter);
            new DiagnosticLog().configure(loggers);
            loggers.start();
        }
    }
}
