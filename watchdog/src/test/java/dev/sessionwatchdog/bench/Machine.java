package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the numbers were taken on.
final class Machine {

    private static final double KIB_PER_GIB = 1L << 20;

    private Machine() {}

    static Table table(Setting setting) throws IOException, InterruptedException {
        String model =
                first(Path.of("/proc/cpuinfo"), "model name").replaceFirst("^[^:]*:\\s*", "");
        long memory = Footprint.field(Files.readString(Path.of("/proc/meminfo")), "MemTotal");
        Table table =
                new Table("", "on this machine")
                        .row(
                                "processor",
                                model
                                        + ", "
                                        + Runtime.getRuntime().availableProcessors()
                                        + " cores")
                        .row("memory", Figures.of(memory / KIB_PER_GIB, "GiB"))
                        .row(
                                "system",
                                Run.firstLine(List.of("uname", "-sr"))
                                        + ", "
                                        + first(Path.of("/etc/os-release"), "PRETTY_NAME")
                                                .replaceAll("PRETTY_NAME=|\"", ""))
                        .row("trees in memory", setting.scratch().kind())
                        .row("the disk", Files.getFileStore(setting.scratch().disk()).type())
                        .row("Java of the build", Runtime.version().toString())
                        .row(
                                Reaping.OURS,
                                Run.firstLine(List.of(setting.launcher().toString(), "version")));
        for (Peer peer : Peer.all(setting.scripts(), setting.scratch().disk())) {
            table.row(
                    peer.name(),
                    peer.isHere() ? Run.firstLine(peer.version()) : "not on this machine");
        }
        return table;
    }

    /// How busy the machine is with whatever else; numbers above a few tenths before anything was
    /// started make times doubtful.
    static String load() throws IOException {
        return String.join(
                " ", List.of(Files.readString(Path.of("/proc/loadavg")).split(" ")).subList(0, 3));
    }

    private static String first(Path file, String start) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElse("unknown");
    }
}
