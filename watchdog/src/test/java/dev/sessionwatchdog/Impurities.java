package dev.sessionwatchdog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What a class that only thinks must not know, and who may know it for which reason.
final class Impurities {

    private static final String BASE = "dev.sessionwatchdog.";

    private static final Pattern PURE =
            Pattern.compile(
                    "dev\\.sessionwatchdog\\.(?:finding|decision|store\\.key|store\\.time)\\..*"
                            + "|dev\\.sessionwatchdog\\.era\\..*"
                            + "|dev\\.sessionwatchdog\\.config\\.Config(?:\\$.*)?");

    private static final Pattern IMPURE_BY_NATURE =
            Pattern.compile(".*\\.(?:SystemTime|[A-Z]\\w*Survey)(?:\\$.*)?");

    private static final Pattern CLOCK =
            Pattern.compile(
                    "java\\.lang\\.System\\.(?:nanoTime|currentTimeMillis)"
                            + "|java\\.time\\.(?:\\w+\\.now|Clock(?:\\..*)?|InstantSource(?:\\..*)?)"
                            + "|java\\.util\\.Date\\.<init>\\(\\)|java\\.util\\.Calendar.*");

    private static final Pattern THREAD =
            Pattern.compile(
                    "java\\.lang\\.Thread(?:\\..*)?|java\\.util\\.Timer.*"
                            + "|java\\.util\\.concurrent\\..*"
                            + "|.*\\.(?:wait|notify|notifyAll)"
                            + "|java\\.lang\\.Process.*|java\\.lang\\.Runtime\\..*");

    private static final Pattern FILE =
            Pattern.compile(
                    "java\\.io\\.(?:File|RandomAccessFile).*|java\\.nio\\.file\\..*"
                            + "|java\\.nio\\.channels\\..*|java\\.net\\..*");

    private static final Pattern CHANCE =
            Pattern.compile(
                    "java\\.util\\.(?:Random|SplittableRandom|random)(?:\\..*)?"
                            + "|java\\.lang\\.Math\\.random|java\\.lang\\.StrictMath\\.random"
                            + "|java\\.util\\.UUID\\.randomUUID|java\\.security\\.SecureRandom.*");

    private static final List<Pattern> IMPURE = List.of(CLOCK, THREAD, FILE, CHANCE);

    /// Rooms in which clocks are read.
    private static final Set<String> CLOCK_ROOMS = Set.of("store.time", "store.root", "host");

    /// Rooms in which `Files` is used.
    private static final Map<String, String> FILE_ROOMS =
            Map.of(
                    "store.root", "the only way to a root's files",
                    "nudge", "asks whether a directory to be watched is there",
                    "host", "reads what the kernel shows of this machine",
                    "config", "reads configuration, which lies outside of every root",
                    "service", "writes units and jobs, which lie outside of every root",
                    "doctor", "reads the tables of this machine, and writes nothing",
                    "cli", "takes paths from people");

    /// Classes elsewhere that use it, and why.
    private static final Map<String, String> FILE_REASONS =
            Map.of(
                    "metrics.Textfile", "writes where node_exporter reads, outside of every root",
                    "store.time.SystemTime", "reads the kernel's uptime and boot id",
                    "store.lease.ProcessSurvey", "asks the kernel whether a lease's owner is gone",
                    "AotTraining", "plants the tree that the build's training works on");

    private Impurities() {}

    static boolean mustBePure(String name) {
        return PURE.matcher(name).matches() && !IMPURE_BY_NATURE.matcher(name).matches();
    }

    static boolean isImpure(Reference reference) {
        return IMPURE.stream().anyMatch(kind -> kind.matcher(reference.target()).matches());
    }

    static boolean readsAClock(Reference reference) {
        return CLOCK.matcher(reference.target()).matches();
    }

    static boolean mayReadClocks(String name) {
        return CLOCK_ROOMS.contains(room(name));
    }

    static boolean touchesFiles(Reference reference) {
        return (reference.to().equals("java.nio.file.Files") && !reference.toMember().isEmpty())
                || reference
                        .to()
                        .matches("java\\.io\\.(?:File(?:Input|Output)Stream|RandomAccessFile)");
    }

    static boolean mayTouchFiles(String name) {
        return FILE_ROOMS.containsKey(room(name)) || FILE_REASONS.containsKey(top(name));
    }

    private static String room(String name) {
        int dot = name.lastIndexOf('.');
        return dot < BASE.length() ? "" : name.substring(BASE.length(), dot);
    }

    /// Without the base package and without what is nested.
    private static String top(String name) {
        String below = name.startsWith(BASE) ? name.substring(BASE.length()) : name;
        int nested = below.indexOf('$');
        return nested < 0 ? below : below.substring(0, nested);
    }
}
