package dev.sessionwatchdog.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One line of `/proc/PID/mountinfo` (proc(5)).
///
/// @param options of the file system itself, such as `hidepid=invisible`, and of the mount
record Mount(String point, String type, String source, List<String> options) {

    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    /// What can be understood of the table, in its order: a later mount covers an earlier one.
    static List<Mount> parse(String table) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : table.split("\n", -1)) {
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ", -1);
            String[] right = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
            if (left.length >= 6 && right.length >= 3) {
                List<String> options = new ArrayList<>(Arrays.asList(left[5].split(",", -1)));
                options.addAll(Arrays.asList(right[2].split(",", -1)));
                mounts.add(
                        new Mount(plain(left[4]), right[0], plain(right[1]), List.copyOf(options)));
            }
        }
        return mounts;
    }

    /// The one that a path lies on.
    static Optional<Mount> of(List<Mount> mounts, Path path) {
        Optional<Mount> best = Optional.empty();
        for (Mount mount : mounts) {
            if (path.startsWith(mount.point)
                    && best.map(it -> it.point.length() <= mount.point.length()).orElse(true)) {
                best = Optional.of(mount);
            }
        }
        return best;
    }

    /// The value of an option, such as `invisible` of `hidepid`.
    Optional<String> option(String name) {
        return options.stream()
                .filter(option -> option.startsWith(name + "="))
                .map(option -> option.substring(name.length() + 1))
                .findFirst();
    }

    private static String plain(String escaped) {
        return ESCAPE.matcher(escaped)
                .replaceAll(code ->
                        java.util.regex.Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(code.group(1), 8))));
    }
}
