package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.host.ImagePages;
import dev.sessionwatchdog.host.NotifySocket;
import dev.sessionwatchdog.host.Signals;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.sweep.Supervision;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `run`: the daemon, in the foreground, until a signal ends it.
final class RunVerb implements Callable<Integer> {

    private final OptionSpec mode =
            OptionSpec.builder("--mode")
                    .type(Mode.class)
                    .paramLabel("observe|enforce")
                    .description("over the file's mode")
                    .build();
    private final OptionSpec turns =
            OptionSpec.builder("--turns")
                    .type(Long.class)
                    .hidden(true)
                    .description("end after so many; for recording what a daemon needs")
                    .build();
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    private RunVerb() {
        spec.usageMessage().description("Runs the daemon in the foreground.");
        spec.addOption(mode).addOption(turns);
    }

    /// The verb, as picocli takes it.
    static CommandSpec spec() {
        return new RunVerb().spec;
    }

    /// As the configuration file writes it.
    enum Mode {
        observe(Config.Mode.OBSERVE),
        enforce(Config.Mode.ENFORCE);

        private final Config.Mode meant;

        Mode(Config.Mode meant) {
            this.meant = meant;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(spec);
        Optional<Config.Mode> over =
                Optional.ofNullable(mode.<Mode>getValue()).map(asked -> asked.meant);
        Setup setup = Setup.of(cli, over);
        setup.loaded().notes().forEach(note -> cli.say(note.text()));
        Optional<NotifySocket> manager = NotifySocket.ofThisProcess();
        try {
            return new DaemonRun(setup, new Foreground(cli, manager), new Backlog())
                    .run(Objects.requireNonNullElse(turns.<Long>getValue(), Long.MAX_VALUE));
        } finally {
            manager.ifPresent(NotifySocket::close);
        }
    }

    /// A process of our own: signals are for us, and whatever ends the daemon ends it.
    ///
    /// @param manager of services, if one wants to hear of us
    private record Foreground(Cli cli, Optional<NotifySocket> manager)
            implements DaemonRun.Program {

        @Override
        public String name() {
            return "run";
        }

        @Override
        public Supervision supervision(Backlog backlog) {
            return manager.map(it ->
                            new Supervision(
                                    it::send,
                                    it.watchdog(),
                                    SystemTime::monotonicNanos,
                                    backlog::stopping))
                    .orElseGet(Supervision::none);
        }

        @Override
        public void begins(ForensicLog log, Backlog backlog) {
            Signals.listen(backlog);
            cli.setVerbosity();
        }

        @Override
        public void fails(ForensicLog log, Throwable why) {
            // The exit code says it, and the next start concludes what is open.
        }

        @Override
        public void complain(String line) {
            cli.complain(line);
        }

        @Override
        public Optional<ImagePages> pages() {
            return Version.image().map(ImagePages::of);
        }
    }
}
