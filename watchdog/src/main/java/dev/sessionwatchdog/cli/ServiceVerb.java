package dev.sessionwatchdog.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `service`: the unit or job that starts the daemon.
@Command(
        name = "service",
        description = {
            "Writes, shows or removes the systemd unit or launchd job of the daemon.",
            "Nothing is ever enabled, started or stopped: what to type for that is printed."
        },
        subcommands = {ServicePrint.class, ServiceInstall.class, ServiceUninstall.class})
final class ServiceVerb implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Verbs.spec(spec).commandLine().usage(Cli.of(Verbs.spec(spec)).out());
        return ExitCode.USAGE;
    }
}
