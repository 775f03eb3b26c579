package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Resources;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `config schema`: the published file, byte for byte.
@Command(name = "schema", description = "prints the JSON Schema of the configuration")
final class ConfigSchema implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            Cli.of(spec).out().print(new String(Resources.schema(), StandardCharsets.UTF_8));
        }
    }
}
