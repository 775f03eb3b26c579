package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.service.Service;
import dev.sessionwatchdog.service.ServiceFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `service print`: the unit or job on stdout; `--all` with all that belongs to it.
@Command(
        name = "print",
        description =
                "Shows the unit or job that `service install` would write, and writes nothing.")
final class ServicePrint implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Mixin private ServiceOptions options = new ServiceOptions();

    @Option(
            names = "--all",
            description = "with every file that belongs to it, each after a line with its path")
    private boolean all;

    @Override
    public Integer call() throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Service service = options.service(cli);
        List<String> dropIns = options.dropIns();
        if (cli.json()) {
            ObjectNode answer =
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("schema", "session-watchdog.service-print/1")
                            .put("name", service.name());
            ArrayNode files = answer.putArray("files");
            for (ServiceFile file : service.files(dropIns)) {
                files.addObject().put("path", file.path().toString()).put("content", file.text());
            }
            cli.out().println(answer);
            return ExitCode.DONE;
        }
        if (!all && dropIns.isEmpty()) {
            cli.out().print(service.main().text());
            return ExitCode.DONE;
        }
        for (ServiceFile file : service.files(dropIns)) {
            cli.out().println("# " + file.path());
            cli.out().println(file.text());
        }
        return ExitCode.DONE;
    }
}
