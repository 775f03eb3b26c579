package dev.sessionwatchdog;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The trees that real gateways left, from `upstream/` in the test resources; see its MANIFEST.
///
/// @param name version and kind, like `2026.3.13/orphan-tmp`
record UpstreamTree(String name, List<Saved> files) {

    private static final String LISTED_ONLY = "-1";

    /// As locks write it.
    static final Pattern PID = Pattern.compile("\"pid\": ?([0-9]+)");

    /// A process id that no file may name: none of the machine's processes has it.
    private static final long HIGHEST_PID = 4_194_303;

    /// @param place below the tree
    record Saved(String place, Set<PosixFilePermission> mode, Instant mtime) {}

    /// Every tree of `files.tsv`.
    static List<UpstreamTree> all() throws IOException {
        List<UpstreamTree> trees = new ArrayList<>();
        for (String line : Files.readAllLines(source().resolve("files.tsv"))) {
            String[] column = line.split("\t", -1);
            if (column[0].equals("path") || column[3].equals(LISTED_ONLY)) {
                continue;
            }
            String[] step = column[0].split("/", 3);
            String tree = step[0] + "/" + step[1];
            if (trees.isEmpty() || !trees.getLast().name().equals(tree)) {
                trees.add(new UpstreamTree(tree, new ArrayList<>()));
            }
            trees.getLast().files().add(new Saved(step[2], mode(column[1]), time(column[4])));
        }
        return trees;
    }

    /// The one of that name.
    static UpstreamTree named(String name) throws IOException {
        return all().stream().filter(tree -> tree.name().equals(name)).findFirst().orElseThrow();
    }

    /// Copies it, with modes and its own times.
    Path copyTo(Path root) throws IOException {
        for (Saved file : files) {
            copy(file, root, file.mtime());
        }
        return root;
    }

    /// Copies it with its times moved so that its newest file is `newest`.
    Path copyTo(Path root, Instant newest) throws IOException {
        Instant last = files.stream().map(Saved::mtime).max(Instant::compareTo).orElseThrow();
        for (Saved file : files) {
            copy(file, root, newest.minus(Duration.between(file.mtime(), last)));
        }
        return root;
    }

    private void copy(Saved file, Path root, Instant mtime) throws IOException {
        Path to = root.resolve(nobodys(file.place()));
        Files.createDirectories(to.getParent());
        Path from = source().resolve(name).resolve(file.place());
        if (to.toString().endsWith(".lock")) {
            Files.writeString(to, nobodysLock(Files.readString(from)));
        } else {
            Files.copy(from, to);
        }
        Files.setPosixFilePermissions(to, file.mode());
        Files.setLastModifiedTime(to, FileTime.from(mtime));
    }

    /// The processes of these names are dead, but not on a machine that happens to use their
    /// numbers.
    private static String nobodys(String place) {
        String file = place.substring(place.lastIndexOf('/') + 1);
        if (!file.endsWith(".tmp")) {
            return place;
        }
        String named = file.replaceFirst("^.*?\\.([0-9]{1,7})\\..*$", "$1");
        return Files.exists(Path.of("/proc", named))
                ? place.replace("." + named + ".", "." + deadPid() + ".")
                : place;
    }

    /// The same of what locks say; every other byte stays.
    static String nobodysLock(String payload) {
        Matcher pid = PID.matcher(payload);
        return pid.find() && Files.exists(Path.of("/proc", pid.group(1)))
                ? payload.substring(0, pid.start(1)) + deadPid() + payload.substring(pid.end(1))
                : payload;
    }

    /// What a saved lock says, by its place in its tree.
    String payload(Saved lock) throws IOException {
        return Files.readString(source().resolve(name).resolve(lock.place()));
    }

    /// A process id that is nobody's now, and most likely nobody's for a long time.
    static long deadPid() {
        long pid = HIGHEST_PID;
        while (Files.exists(Path.of("/proc", Long.toString(pid)))) {
            pid--;
        }
        return pid;
    }

    /// The temps of a copy, as files.
    static List<Path> temps(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(file -> file.toString().endsWith(".tmp"))
                    .filter(file -> !file.startsWith(root.resolve(".session-watchdog")))
                    .sorted()
                    .toList();
        }
    }

    private static Path source() {
        URL found = UpstreamTree.class.getResource("/upstream");
        try {
            return Path.of(Objects.requireNonNull(found, "upstream").toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Set<PosixFilePermission> mode(String octal) {
        StringBuilder text = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            boolean set = (Integer.parseInt(octal, 8) >> bit & 1) == 1;
            text.append(set ? "rwx".charAt((8 - bit) % 3) : '-');
        }
        return PosixFilePermissions.fromString(text.toString());
    }

    private static Instant time(String seconds) {
        BigDecimal exact = new BigDecimal(seconds);
        return Instant.ofEpochSecond(
                exact.longValue(), exact.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }
}
