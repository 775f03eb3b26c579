package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sessionwatchdog.store.root.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the direction of packages and the purity of those that only think, on the compiled
/// classes.
class ArchitectureTest {

    private static final String BASE = "dev.sessionwatchdog";
    private static final String STORE = "store";

    /// What the files of a session store are made of; every package of the watchdog may use them.
    private static final Set<String> FOUNDATION =
            Set.of("store.root", "store.time", "store.forensic");

    /// Who may use whom. A package that is not here may not exist.
    private static final Map<String, Set<String>> ALLOWED =
            Map.ofEntries(
                    Map.entry("store.time", Set.of()),
                    Map.entry("store.key", Set.of()),
                    Map.entry("store.root", Set.of("store.key", "store.time")),
                    Map.entry("store.forensic", Set.of("store.root", "store.key", "store.time")),
                    Map.entry(
                            "store.lease",
                            Set.of("store.forensic", "store.root", "store.key", "store.time")),
                    Map.entry("store.legacy", Set.of("store.root", "store.key", "store.time")),
                    Map.entry(
                            "store.migration",
                            Set.of(
                                    "store.lease",
                                    "store.legacy",
                                    "store.forensic",
                                    "store.root",
                                    "store.key",
                                    "store.time")),
                    Map.entry(
                            STORE,
                            Set.of(
                                    "store.migration",
                                    "store.lease",
                                    "store.legacy",
                                    "store.forensic",
                                    "store.root",
                                    "store.key",
                                    "store.time")),
                    Map.entry("config", Set.of()),
                    Map.entry("nudge", Set.of("store.root", "store.time")),
                    Map.entry("era", Set.of("store.root")),
                    Map.entry("observation", watchdog("era")),
                    Map.entry("finding", watchdog("observation", "era")),
                    Map.entry("decision", watchdog("finding", "observation", "era", "config")),
                    Map.entry("quarantine", watchdog()),
                    Map.entry(
                            "action",
                            watchdog(
                                    "decision",
                                    "finding",
                                    "observation",
                                    "era",
                                    "quarantine",
                                    "config")),
                    Map.entry(
                            "sweep",
                            watchdog(
                                    "action",
                                    "decision",
                                    "finding",
                                    "observation",
                                    "era",
                                    "quarantine",
                                    "nudge",
                                    "config")),
                    Map.entry("host", watchdog("observation", "nudge")),
                    Map.entry("service", Set.of()),
                    Map.entry(
                            "doctor",
                            watchdog("service", "host", "finding", "observation", "era", "config")),
                    Map.entry("incident", watchdog()),
                    Map.entry("metrics", watchdog("sweep", "action", "finding", "era", "incident")),
                    Map.entry("notify", watchdog("sweep", "action", "incident", "host", "config")),
                    Map.entry("report", watchdog("incident", "finding")),
                    Map.entry("report.template", watchdog("report")));

    /// They stand above all others and may use everything.
    private static final Set<String> ENTRANCES = Set.of("", "cli", "agent");

    /// Single classes that a package may use besides, and why.
    private static final Map<String, String> EXCEPTIONS =
            Map.of(
                    "config -> dev.sessionwatchdog.store.forensic.Printable",
                    "what a configuration file says is escaped before it is shown");

    private static CompiledClasses classes = CompiledClasses.of(List.of());

    private static Set<String> watchdog(String... packages) {
        Set<String> allowed = new TreeSet<>(Set.of(packages));
        allowed.addAll(FOUNDATION);
        allowed.addAll(
                Set.of(STORE, "store.key", "store.lease", "store.legacy", "store.migration"));
        return allowed;
    }

    @BeforeAll
    static void read() throws Exception {
        classes = CompiledClasses.beside(Main.class).and(CompiledClasses.beside(Name.class));
        assertThat(classes.references()).hasSizeGreaterThan(5_000);
    }

    private static boolean isOurs(String name) {
        return name.equals(BASE) || name.startsWith(BASE + ".");
    }

    private static String room(String name) {
        return name.equals(BASE) ? "" : name.substring(BASE.length() + 1);
    }

    private static List<String> wrongWay(CompiledClasses some) {
        List<String> wrong = new ArrayList<>();
        for (Reference reference : some.references()) {
            String from = room(reference.fromPackage());
            if (!ENTRANCES.contains(from) && !ALLOWED.containsKey(from)) {
                wrong.add("a package that the table does not know: " + reference.from());
            } else if (isOurs(reference.toPackage())) {
                String to = room(reference.toPackage());
                boolean allowed =
                        from.equals(to)
                                || ENTRANCES.contains(from)
                                || ALLOWED.getOrDefault(from, Set.of()).contains(to)
                                || EXCEPTIONS.containsKey(from + " -> " + reference.to());
                if (!allowed) {
                    wrong.add(reference.toString());
                }
            }
        }
        return wrong;
    }

    private static List<String> matching(
            CompiledClasses some, Predicate<String> from, Predicate<Reference> forbidden) {
        return some.references().stream()
                .filter(reference -> from.test(reference.from()))
                .filter(forbidden)
                .map(Reference::toString)
                .distinct()
                .toList();
    }

    @Test
    void the_tests_run_on_the_java_that_the_watchdog_is_made_for() {
        assertEquals(25, Runtime.version().feature());
    }

    @Test
    void packages_use_each_other_only_in_the_agreed_direction() {
        assertThat(wrongWay(classes)).isEmpty();
    }

    @Test
    void the_agreed_direction_has_no_circle() {
        for (String start : ALLOWED.keySet()) {
            assertThat(reachable(ALLOWED, start))
                    .as("%s comes back to itself", start)
                    .doesNotContain(start);
        }
    }

    @Test
    void the_packages_that_exist_form_no_circle() {
        Map<String, Set<String>> used = new TreeMap<>();
        for (Reference reference : classes.references()) {
            if (isOurs(reference.toPackage())
                    && !reference.fromPackage().equals(reference.toPackage())) {
                used.computeIfAbsent(room(reference.fromPackage()), _ -> new TreeSet<>())
                        .add(room(reference.toPackage()));
            }
        }
        for (String start : used.keySet()) {
            assertThat(reachable(used, start))
                    .as("%s comes back to itself", start)
                    .doesNotContain(start);
        }
    }

    private static Set<String> reachable(Map<String, Set<String>> uses, String start) {
        Set<String> found = new TreeSet<>();
        List<String> todo = new ArrayList<>(uses.getOrDefault(start, Set.of()));
        while (!todo.isEmpty()) {
            String next = todo.removeLast();
            if (found.add(next)) {
                todo.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
        return found;
    }

    @Test
    void what_only_thinks_knows_no_clock_thread_file_or_chance() {
        assertThat(matching(classes, Impurities::mustBePure, Impurities::isImpure)).isEmpty();
    }

    @Test
    void clocks_are_read_only_in_their_rooms() {
        assertThat(
                        matching(
                                classes,
                                name -> !Impurities.mayReadClocks(name),
                                Impurities::readsAClock))
                .isEmpty();
    }

    @Test
    void files_are_opened_only_in_the_root_package_and_where_there_is_a_reason() {
        assertThat(
                        matching(
                                classes,
                                name -> !Impurities.mayTouchFiles(name),
                                Impurities::touchesFiles))
                .isEmpty();
    }

    /// The idle daemon carries nothing of it.
    @Test
    void what_a_report_needs_is_known_to_its_verb_only() {
        assertThat(
                        matching(
                                classes,
                                name ->
                                        !name.startsWith(BASE + ".report.")
                                                && !name.startsWith(BASE + ".cli.ReportVerb"),
                                reference ->
                                        reference.to().startsWith(BASE + ".report.")
                                                || reference.to().startsWith("gg.jte.")))
                .isEmpty();
    }

    @Test
    void a_step_in_the_wrong_direction_is_found_with_its_member() {
        CompiledClasses wrong =
                Synthetic.compiled(
                        "dev.sessionwatchdog.finding.Wrong",
                        """
                        package dev.sessionwatchdog.finding;
                        class Wrong {
                            java.util.List<dev.sessionwatchdog.action.Tally> kept;
                            Object act() { return dev.sessionwatchdog.action.Tally.NOTHING; }
                        }
                        """);
        assertThat(wrongWay(wrong))
                .contains(
                        "dev.sessionwatchdog.finding.Wrong#act -> dev.sessionwatchdog.action.Tally.NOTHING",
                        "dev.sessionwatchdog.finding.Wrong#kept -> dev.sessionwatchdog.action.Tally");
    }

    @Test
    void a_package_that_nobody_agreed_on_is_found() {
        assertThat(
                        wrongWay(
                                Synthetic.compiled(
                                        "dev.sessionwatchdog.common.Things",
                                        "package dev.sessionwatchdog.common; class Things {}")))
                .isNotEmpty();
    }

    @Test
    void a_circle_is_found() {
        assertThat(reachable(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a")), "a"))
                .contains("a");
    }

    @Test
    void every_kind_of_impurity_is_found_in_calls_method_references_and_descriptors() {
        CompiledClasses impure =
                Synthetic.compiled(
                        "dev.sessionwatchdog.finding.Impure",
                        """
                        package dev.sessionwatchdog.finding;
                        import java.util.function.*;
                        class Impure {
                            java.time.Clock clock;
                            java.util.List<java.io.File> files;
                            Supplier<java.time.Instant> now = java.time.Instant::now;
                            LongSupplier nanos = System::nanoTime;
                            long millis() { return System.currentTimeMillis(); }
                            Object id() { return java.util.UUID.randomUUID(); }
                            double chance() { return Math.random(); }
                            Supplier<Object> chances() { return java.util.Random::new; }
                            int next() { return java.util.concurrent.ThreadLocalRandom.current().nextInt(); }
                            void rest() throws Exception { Thread.sleep(1); }
                            boolean there(java.nio.file.Path path) { return java.nio.file.Files.exists(path); }
                            synchronized void hold() throws Exception { wait(); }
                        }
                        """);
        assertThat(matching(impure, Impurities::mustBePure, Impurities::isImpure))
                .extracting(text -> text.substring(text.indexOf('#') + 1))
                .contains(
                        "clock -> java.time.Clock",
                        "files -> java.io.File",
                        "<init> -> java.time.Instant.now",
                        "<init> -> java.lang.System.nanoTime",
                        "millis -> java.lang.System.currentTimeMillis",
                        "id -> java.util.UUID.randomUUID",
                        "chance -> java.lang.Math.random",
                        "chances -> java.util.Random.<init>",
                        "next -> java.util.concurrent.ThreadLocalRandom.current",
                        "rest -> java.lang.Thread.sleep",
                        "there -> java.nio.file.Path",
                        "there -> java.nio.file.Files.exists",
                        "hold -> java.lang.Object.wait");
    }

    @Test
    void a_clock_in_the_wrong_room_and_a_file_opened_there_are_found() {
        CompiledClasses wrong =
                Synthetic.compiled(
                        "dev.sessionwatchdog.sweep.Wrong",
                        """
                        package dev.sessionwatchdog.sweep;
                        class Wrong {
                            Object now() { return java.time.Instant.now(); }
                            Object text() throws Exception {
                                return java.nio.file.Files.readString(java.nio.file.Path.of("x"));
                            }
                        }
                        """);
        assertThat(
                        matching(
                                wrong,
                                name -> !Impurities.mayReadClocks(name),
                                Impurities::readsAClock))
                .hasSize(1);
        assertThat(
                        matching(
                                wrong,
                                name -> !Impurities.mayTouchFiles(name),
                                Impurities::touchesFiles))
                .hasSize(1);
    }
}
