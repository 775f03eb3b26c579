package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.service.Difference;
import dev.sessionwatchdog.service.NextSteps;
import dev.sessionwatchdog.service.Service;
import dev.sessionwatchdog.service.ServiceFile;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `service install`: writes the files of a service, shows each, and prints what to type next. A
/// second time it changes nothing.
@Command(
        name = "install",
        description = {
            "Writes the unit or job, shows what it wrote, and prints the commands that start it.",
            "A file that somebody changed is left alone unless --replace is given."
        })
final class ServiceInstall implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Mixin private ServiceOptions options = new ServiceOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "only show what would be written")
    private boolean dryRun;

    @Option(
            names = "--replace",
            description =
                    "replace changed files too; each is kept beside itself under a name that"
                            + " no service manager reads")
    private boolean replace;

    @Override
    public Integer call() throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Service service = options.service(cli);
        List<String> dropIns = options.dropIns();
        ServiceAnswer answer = new ServiceAnswer(cli, "service-install", service);
        service.fromPackage()
                .ifPresent(path ->
                        answer.say(
                                path
                                        + " came with the package and is used as it is; nothing of"
                                        + " it is written here"));
        List<ServiceFile> refused = new ArrayList<>();
        boolean changed = false;
        for (ServiceFile file : service.files(dropIns)) {
            String done = take(file, answer);
            if (done.equals("refused")) {
                refused.add(file);
            }
            changed |= done.equals("written") || done.equals("replaced");
        }
        if (refused.isEmpty()) {
            answer.commands("to start it", NextSteps.toStart(service));
            if (changed && !service.enabledBy().isEmpty()) {
                answer.commands(
                        "it is enabled already; so that it runs as written",
                        List.of(NextSteps.toRestart(service)));
            }
        }
        answer.end();
        return refused.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    /// @return what was done to it, as it is told
    private String take(ServiceFile file, ServiceAnswer answer) throws IOException {
        ServiceFile.State state = file.state();
        String done =
                switch (state) {
                    case SAME -> "unchanged";
                    case ABSENT -> dryRun ? "would be written" : "written";
                    case OLDER -> dryRun ? "would be replaced" : "replaced";
                    case CHANGED, LINK ->
                            !replace ? "refused" : dryRun ? "would be replaced" : "replaced";
                };
        List<String> shown =
                state == ServiceFile.State.ABSENT
                        ? file.text().lines().map(line -> "  " + line).toList()
                        : Difference.between(file.found(), file.text());
        if (done.equals("written") || done.equals("replaced")) {
            write(file, state);
        }
        answer.file(file, done, shown);
        if (done.equals("refused")) {
            answer.say(
                    state == ServiceFile.State.LINK
                            ? "it is a link, as `systemctl mask` makes them: --replace puts it aside"
                            : "somebody changed it: put your change into a drop-in, or use"
                                    + " --replace, which keeps it as "
                                    + Printable.of(file.aside().toString()));
        }
        return done;
    }

    private void write(ServiceFile file, ServiceFile.State state) throws IOException {
        try {
            if (state == ServiceFile.State.CHANGED || state == ServiceFile.State.LINK) {
                file.setAside();
            }
            file.write();
        } catch (FileSystemException failure) {
            throw options.notWritten(file.path(), failure);
        }
    }
}
