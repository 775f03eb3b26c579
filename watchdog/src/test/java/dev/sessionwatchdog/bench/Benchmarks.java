package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Measures the built program and what people use instead, in one run on one machine, and writes
/// the page of it.
///
/// Settings are system properties: `launcher`, `bench.preset`, `bench.sizes` (changes of the
/// preset, `key=value` separated by blanks), `bench.only` (names of measurements separated by
/// commas, empty for all), `bench.scripts`, `bench.store`, `bench.target`, and `bench.keep` (when
/// it is `true`, the page of a run without failures is kept in `bench.doc` too). Linux only.
final class Benchmarks {

    /// What the largest tree of the full preset needs: a block for each of a million files, and as
    /// much again for the log.
    private static final long MEMORY_BYTES = 12L << 30;

    /// The page has what is asked in its order, whatever was made first.
    private static final List<String> ON_THE_PAGE =
            List.of(
                    "idle",
                    "reaping",
                    "unchanged",
                    "gateway",
                    "large",
                    "compressed",
                    "hour",
                    "store");

    private final List<Measurement> all;

    /// The gateway's writes come first, because the slightest work of anything else is seen in
    /// their slowest hundredth; then the hour of the real soak begins, and the rest is beside it.
    ///
    /// @param ratios what the store library's benchmark wrote
    Benchmarks(Path ratios) {
        all =
                List.of(
                        new GatewayLatency(),
                        Soak.inRealTime(),
                        new IdleFootprint(),
                        new UnchangedPass(),
                        new Reaping(),
                        new LargeOrphans(),
                        Soak.compressed(),
                        new StoreLibrary(ratios));
    }

    static void main() throws IOException, InterruptedException {
        Sizes sizes =
                Sizes.of(
                        System.getProperty("bench.preset", "quick"),
                        System.getProperty("bench.sizes", ""));
        Path target =
                Files.createDirectories(
                        Path.of(System.getProperty("bench.target", "target/bench")));
        String only = System.getProperty("bench.only", "");
        boolean keep = Boolean.getBoolean("bench.keep");
        Set<String> names = only.isBlank() ? Set.of() : Set.of(only.split(","));
        Path ratios = Path.of(System.getProperty("bench.store", "none"));
        try (Scratch scratch = Scratch.create(MEMORY_BYTES)) {
            Setting setting =
                    new Setting(
                            Path.of(System.getProperty("launcher", "")),
                            Path.of(System.getProperty("bench.scripts", "")),
                            sizes,
                            scratch);
            Drawing drawing = new Drawing(scratch.disk().resolve("templates"));
            Page page =
                    new Benchmarks(ratios)
                            .measure(setting, names, soFar -> write(soFar, target, drawing));
            Setting.say("written: " + page.write(target, drawing));
            if (keep) {
                Path doc = Path.of(System.getProperty("bench.doc", "doc"));
                Setting.say("kept: " + page.write(doc, drawing));
            }
        }
    }

    private static void write(Page page, Path target, Drawing drawing) {
        try {
            page.write(target, drawing);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// @param names which to make; empty for all
    /// @param soFar gets the page after each
    /// @throws IOException if one failed; the others were made and told
    Page measure(Setting setting, Set<String> names, Consumer<Page> soFar)
            throws IOException, InterruptedException {
        List<String> known = all.stream().map(Measurement::name).toList();
        if (!known.containsAll(names)) {
            throw new IllegalArgumentException(names + ": measurements are " + known);
        }
        List<Measurement> chosen =
                all.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
        PageHead head = PageHead.of(setting, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        Page[] page = {page(head, Map.of())};
        List<String> failed =
                new Course(
                                setting,
                                made -> {
                                    page[0] = page(head, made);
                                    soFar.accept(page[0]);
                                })
                        .run(chosen);
        if (!failed.isEmpty()) {
            throw new IOException("failed: " + failed);
        }
        return page[0];
    }

    private static Page page(PageHead head, Map<String, Section> made) {
        Page page = new Page(head.text()).add(head.machine());
        ON_THE_PAGE.stream().filter(made::containsKey).map(made::get).forEach(page::add);
        return page;
    }
}
