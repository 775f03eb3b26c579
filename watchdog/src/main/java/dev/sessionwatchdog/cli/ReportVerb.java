package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Effective;
import dev.sessionwatchdog.config.Origin;
import dev.sessionwatchdog.incident.EventFilter;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.report.Report;
import dev.sessionwatchdog.report.ReportBuilder;
import dev.sessionwatchdog.report.ReportJson;
import dev.sessionwatchdog.report.ReportMarkdown;
import dev.sessionwatchdog.report.ReportPage;
import dev.sessionwatchdog.report.template.JtereportGenerated;
import dev.sessionwatchdog.store.forensic.ForensicVerifier;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.forensic.Verification;
import dev.sessionwatchdog.store.time.SystemTime;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.WriterOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `report`: what happened in a time or an incident, as one file that needs nothing else.
@Command(
        name = "report",
        description = {
            "Reports a time or an incident: verdict, acts, what was left alone, gaps, trust, undo.",
            "As one HTML page that asks nobody for anything, as Markdown, or in JSON."
        })
final class ReportVerb implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Mixin private EventOptions options = new EventOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write to FILE, for its user only; without it to the terminal")
    private @Nullable Path output;

    /// The names are the option's values.
    enum Format {
        html,
        md,
        json
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "html, md or json; by FILE's ending, otherwise md")
    private @Nullable Format format;

    @Override
    public Integer call() throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Format wanted = wanted(cli);
        Report report = report(cli);
        if (output == null) {
            print(wanted, report, cli.out());
            return ExitCode.DONE;
        }
        try (Writer file =
                new BufferedWriter(
                        new OutputStreamWriter(OwnFile.create(output), StandardCharsets.UTF_8))) {
            print(wanted, report, file);
        }
        cli.say(Printable.of(output.toString()) + ": written");
        return ExitCode.DONE;
    }

    private Format wanted(Cli cli) {
        if (format != null) {
            return format;
        }
        String name = output == null ? "" : output.toString().toLowerCase(Locale.ROOT);
        if (cli.json() || name.endsWith(".json")) {
            return Format.json;
        }
        if (name.endsWith(".html") || name.endsWith(".htm")) {
            return Format.html;
        }
        if (output == null || name.endsWith(".md")) {
            return Format.md;
        }
        throw new Failure(
                ExitCode.USAGE,
                Printable.of(name) + " ends in none of .html, .md and .json: add --format");
    }

    private Report report(Cli cli) throws IOException {
        Instant now = new SystemTime().moment().wall();
        EventFilter filter = options.filter(now, ZoneId.systemDefault());
        try (OpenLog log = new LogPlace(cli).open()) {
            Verification integrity = ForensicVerifier.verify(log.directory());
            ReportBuilder builder = new ReportBuilder(filter, filter.timeOnly());
            log.reader()
                    .oldestFirst(line -> {
                        LoggedEvent.parse(line).ifPresent(builder::accept);
                        return true;
                    });
            return builder.build(
                    now,
                    filter.since(),
                    filter.until(),
                    filter.incident(),
                    integrity,
                    configuration(cli));
        }
    }

    /// A broken configuration does not hide the report from whoever looks for the reason.
    private static List<Report.Setting> configuration(Cli cli) {
        try {
            return Setup.of(cli, Optional.empty()).loaded().settings().stream()
                    .map(ReportVerb::setting)
                    .toList();
        } catch (Failure broken) {
            return List.of();
        }
    }

    private static Report.Setting setting(Effective each) {
        return new Report.Setting(
                each.path(),
                JsonMapper.shared().writeValueAsString(each.value()),
                switch (each.origin()) {
                    case Origin.BuiltIn _ -> "default";
                    case Origin.InFile(var at) -> "file, line " + at.line();
                    case Origin.CommandLine _ -> "command line";
                });
    }

    private static void print(Format format, Report report, Writer out) throws IOException {
        switch (format) {
            case json -> out.append(ReportJson.of(report).toString()).append('\n');
            case md -> out.append(ReportMarkdown.of(report));
            case html -> html(ReportPage.of(report), out);
        }
    }

    /// The generated code takes `null` for a page that is not changed on its way.
    @SuppressWarnings("NullAway")
    private static void html(ReportPage page, Writer out) {
        JtereportGenerated.render(new OwaspHtmlTemplateOutput(new WriterOutput(out)), null, page);
    }
}
