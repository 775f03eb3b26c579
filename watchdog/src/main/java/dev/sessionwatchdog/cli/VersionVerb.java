package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// `version`: which build this is, and on which Java it runs.
@Command(name = "version", description = "Tells which build this is and on which Java it runs.")
final class VersionVerb implements Callable<Integer> {

    private static final String SCHEMA = "session-watchdog.version/1";

    @Spec private @Nullable CommandSpec spec;

    VersionVerb() {}

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("a verb runs below the command line");
        }
        Cli cli = Cli.of(spec);
        if (cli.json()) {
            printJson(cli.out());
        } else {
            print(cli.out());
        }
        return ExitCode.DONE;
    }

    private static void print(PrintWriter out) {
        out.println("session-watchdog " + Version.current());
        out.println("java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ")");
        out.println(
                "image "
                        + Version.image()
                                .map(image -> Printable.of(image.toString()))
                                .orElse("none"));
    }

    private static void printJson(PrintWriter out) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json =
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            json.writeStringProperty("schema", SCHEMA);
            json.writeStringProperty("version", Version.current());
            json.writeObjectPropertyStart("java");
            json.writeStringProperty("version", Runtime.version().toString());
            json.writeStringProperty("vm", System.getProperty("java.vm.name"));
            json.writeStringProperty("vendor", System.getProperty("java.vendor"));
            json.writeEndObject();
            json.writeBooleanProperty("image", Version.image().isPresent());
            Version.image().ifPresent(at -> json.writeStringProperty("home", at.toString()));
            json.writeEndObject();
        }
        out.println(line);
    }
}
