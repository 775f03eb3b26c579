package dev.sessionwatchdog.report;

import dev.sessionwatchdog.store.forensic.Verification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What happened in a time or in one incident, as far as the log tells it. Texts from outside are
/// shown as the log has them and are escaped by whoever prints them.
///
/// @param verdict three sentences
/// @param impact what it came to: names of figures, and figures
/// @param rows the newest events, oldest first; those of sweeps in which nothing was done are left
///   out
/// @param rowsLeftOut how many more events there were
/// @param acts those that went well with temporary files are not among them, see `reaped`
/// @param configuration every setting in force now
/// @param configurations the hashes of the configurations under which the events were written
public record Report(
        Instant generated,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> incident,
        Optional<Span> time,
        List<String> verdict,
        Map<String, String> impact,
        Verification integrity,
        List<Gap> gaps,
        List<Row> rows,
        long rowsLeftOut,
        List<Act> acts,
        long actsLeftOut,
        List<Reaped> reaped,
        List<LeftAlone> leftAlone,
        List<Row> alerts,
        List<Trouble> incidents,
        List<Undo> undo,
        Plots plots,
        List<Setting> configuration,
        List<String> configurations) {

    /// The incidents in which more happened than one act and its announcement.
    public List<Trouble> troubles() {
        return incidents.stream().filter(it -> it.events() > 2).toList();
    }

    /// From the first event to the last.
    public record Span(Instant from, Instant to) {}

    /// One event.
    ///
    /// @param kind `event` or `alert`
    public record Row(
            long sequence,
            Instant time,
            String level,
            String kind,
            String action,
            String phase,
            String agent,
            String path,
            String incident,
            String gist) {}

    /// One thing that was done, or was to be done.
    ///
    /// @param outcome `done`, `failed`, ..., or `open` when the log does not tell
    /// @param why the rule and what it went by
    public record Act(Row row, String outcome, String rule, String why, long bytes, String undo) {}

    /// The temporary files of one directory that were taken away.
    ///
    /// @param example one of them
    public record Reaped(
            String directory, long count, long bytes, Instant first, Instant last, Row example) {}

    /// A time in which nothing was watched, or not everything.
    ///
    /// @param kind `down`, `suspended`, `blind`, `paused`, `not-looked`, `overflow`
    public record Gap(String kind, Instant from, Instant to, String words) {}

    /// What was seen and not touched, by its reason.
    public record LeftAlone(
            String action, String reason, long count, Instant last, String example, String gist) {}

    /// One incident.
    public record Trouble(
            String id, Instant first, Instant last, long events, String subject, String state) {}

    /// @param of what it brings back
    public record Undo(String command, String of) {}

    /// @param value as the file would say it
    /// @param origin where it comes from
    public record Setting(String path, String value, String origin) {}
}
