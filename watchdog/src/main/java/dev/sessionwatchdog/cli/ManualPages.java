package dev.sessionwatchdog.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// The manual pages and the completion scripts, made by the program from its own command line and
/// settings, so that they cannot say something else.
///
/// It is no verb and no entry point for people: the build calls it for the packages.
public final class ManualPages {

    private ManualPages() {}

    /// @param args an empty directory for `NAME.SECTION`, `bash` and `zsh`; the date on the pages
    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> page : pages(args[1]).entrySet()) {
            Files.writeString(directory.resolve(page.getKey()), page.getValue());
        }
        for (CompletionVerb.Shell shell : CompletionVerb.Shell.values()) {
            Files.writeString(directory.resolve(shell.name()), CompletionVerb.script(shell));
        }
    }

    /// Each page by its file name.
    static Map<String, String> pages(String date) {
        Map<String, String> pages = new LinkedHashMap<>();
        CommandSpec program = Cli.model().getCommandSpec();
        pages.put(VerbManual.PROGRAM + ".1", ProgramManual.page(program, date));
        VerbManual.subVerbs(program)
                .forEach(verb ->
                        pages.put(
                                VerbManual.PROGRAM + "-" + verb.name() + ".1",
                                VerbManual.page(verb, date)));
        pages.put(VerbManual.PROGRAM + ".yaml.5", SettingsManual.page(date));
        return pages;
    }
}
