package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.service.Difference;
import dev.sessionwatchdog.service.NextSteps;
import dev.sessionwatchdog.service.Service;
import dev.sessionwatchdog.service.ServiceFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `service uninstall`: removes what `service install` wrote and nobody changed; the tree, its
/// quarantine, the log and the configuration stay.
@Command(
        name = "uninstall",
        description = {
            "Removes what `service install` wrote; trees, quarantine, log and configuration stay.",
            "What is still enabled is left, and the command that ends it is printed."
        })
final class ServiceUninstall implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Mixin private ServiceOptions options = new ServiceOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "only show what would be removed")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Service service = options.service(cli);
        ServiceAnswer answer = new ServiceAnswer(cli, "service-uninstall", service);
        if (!service.enabledBy().isEmpty()) {
            answer.say(service.name() + " is enabled: end it first, and nothing was removed");
            answer.commands("to end it", List.of(NextSteps.toStop(service)));
            answer.end();
            return ExitCode.FAILED;
        }
        boolean all = true;
        for (ServiceFile file : service.installed()) {
            all &= take(file, answer);
        }
        service.fromPackage()
                .ifPresent(path ->
                        answer.say(path + " came with the package, which removes it: apt remove"));
        answer.end();
        return all ? ExitCode.DONE : ExitCode.PARTLY_DONE;
    }

    private boolean take(ServiceFile file, ServiceAnswer answer) throws IOException {
        boolean ours =
                switch (file.state()) {
                    case ABSENT -> false;
                    case SAME, OLDER -> true;
                    case CHANGED, LINK -> {
                        answer.file(file, "left", Difference.between(file.found(), file.text()));
                        answer.say("somebody changed it: remove it by hand if it is not wanted");
                        yield false;
                    }
                };
        if (!ours) {
            return file.state() == ServiceFile.State.ABSENT;
        }
        if (!dryRun) {
            remove(file);
        }
        answer.file(file, dryRun ? "would be removed" : "removed", List.of());
        return true;
    }

    private void remove(ServiceFile file) throws IOException {
        try {
            file.remove();
        } catch (FileSystemException failure) {
            throw options.notWritten(file.path(), failure);
        }
    }
}
