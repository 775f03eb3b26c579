package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Durations;
import dev.sessionwatchdog.store.forensic.Printable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The verbs, and what each needs from picocli.
final class Verbs {

    /// In the order of the help. What is behind a name is made when the verb is wanted.
    static final SequencedMap<String, Supplier<Object>> ALL = all();

    private Verbs() {}

    private static SequencedMap<String, Supplier<Object>> all() {
        SequencedMap<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("run", RunVerb::spec);
        all.put("sweep", SweepVerb::new);
        all.put("status", StatusVerb::new);
        all.put("reload", ReloadVerb::new);
        all.put("pause", PauseVerb::new);
        all.put("resume", ResumeVerb::new);
        all.put("locks", LocksVerb::new);
        all.put("explain", ExplainVerb::new);
        all.put("events", EventsVerb::new);
        all.put("report", ReportVerb::new);
        all.put("quarantine", QuarantineVerb::new);
        all.put("migrate", MigrateVerb::new);
        all.put("config", ConfigVerb::new);
        all.put("doctor", DoctorVerb::new);
        all.put("service", ServiceVerb::new);
        all.put("demo", DemoVerb::new);
        all.put("bundle", BundleVerb::new);
        all.put("completion", CompletionVerb::new);
        all.put("version", VersionVerb::new);
        all.put("help", CommandLine.HelpCommand::new);
        all.put("check-config", ConfigCheck::new);
        return all;
    }

    /// The verb that the first word names, alone, or else all of them: picocli learns a verb by
    /// reflection, which for all of them takes longer than anything else in a start.
    static Map<String, Supplier<Object>> calledBy(String... words) {
        String first = words.length > 0 ? words[0] : "";
        Supplier<Object> verb = ALL.get(first);
        return verb == null || first.equals("help") ? ALL : Map.of(first, verb);
    }

    /// A duration as the configuration writes it.
    ///
    /// @throws Failure if it is none
    static Duration duration(String text) {
        return Durations.read(text)
                .orElseThrow(() ->
                        new Failure(
                                ExitCode.USAGE,
                                "'"
                                        + Printable.of(text)
                                        + "' is no duration: write 90s, 14d or 1h30m"));
    }

    /// The specification that picocli puts into a verb before it runs it.
    static CommandSpec spec(@Nullable CommandSpec injected) {
        if (injected == null) {
            throw new IllegalStateException("a verb runs below the command line");
        }
        return injected;
    }
}
