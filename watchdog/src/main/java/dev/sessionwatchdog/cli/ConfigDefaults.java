package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Resources;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `config defaults`: the published file, byte for byte.
@Command(name = "defaults", description = "prints every setting with its default, explained")
final class ConfigDefaults implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            Cli.of(spec).out().print(new String(Resources.defaults(), StandardCharsets.UTF_8));
        }
    }
}
