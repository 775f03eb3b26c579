package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.cli.BundleContents.Entry;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `bundle`: what a bug report needs, in one archive; it says what is in it before it writes.
@Command(
        name = "bundle",
        description = {
            "Collects what a bug report needs, redacted: facts, status, settings, newest events.",
            "Lists what it would write; writes it with -o FILE."
        })
final class BundleVerb implements Callable<Integer> {

    private static final String SCHEMA = "session-watchdog.bundle/1";

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "a ZIP archive, for its user only; nothing is replaced")
    private @Nullable Path output;

    @Override
    public Integer call() throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        SequencedMap<String, Entry> entries =
                new BundleContents(cli, Setup.of(cli, Optional.empty())).collect();
        entries.putFirst(
                "about.txt", new Entry("what the others are", BundleContents.about(entries)));
        if (cli.json()) {
            cli.out().println(json(entries));
        } else {
            entries.forEach((name, entry) ->
                    cli.out()
                            .printf(
                                    "%-14s %10s  %s%n",
                                    name, Spans.bytes(bytes(entry).length), entry.what()));
            cli.out().flush();
        }
        if (output == null) {
            cli.say("nothing is written without -o FILE");
        } else {
            write(output, entries);
            cli.say(
                    Printable.of(output.toString())
                            + ": written; look into it before you share it");
        }
        return ExitCode.DONE;
    }

    private static byte[] bytes(Entry entry) {
        return entry.content().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Path file, Map<String, Entry> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(OwnFile.create(file))) {
            for (Map.Entry<String, Entry> each : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(bytes(each.getValue()));
                zip.closeEntry();
            }
        }
    }

    private ObjectNode json(Map<String, Entry> entries) {
        ObjectNode answer = JsonMapper.shared().createObjectNode().put("schema", SCHEMA);
        answer.put("file", output == null ? "" : Printable.of(output.toString()));
        answer.put("written", output != null);
        ArrayNode array = answer.putArray("entries");
        entries.forEach((name, entry) ->
                array.addObject()
                        .put("name", name)
                        .put("bytes", bytes(entry).length)
                        .put("what", entry.what()));
        return answer;
    }
}
