package dev.sessionwatchdog.service;

import java.util.ArrayList;
import java.util.List;

/// What lines two texts do not share between their equal beginnings and ends: enough for files in
/// which a setting or two was changed.
public final class Difference {

    private Difference() {}

    /// Lines of `before` behind `- `, lines of `after` behind `+ `; empty where both are equal.
    public static List<String> between(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> next = after.lines().toList();
        int most = Math.min(old.size(), next.size());
        int start = 0;
        while (start < most && old.get(start).equals(next.get(start))) {
            start++;
        }
        int end = 0;
        while (end < most - start
                && old.get(old.size() - 1 - end).equals(next.get(next.size() - 1 - end))) {
            end++;
        }
        List<String> lines = new ArrayList<>();
        old.subList(start, old.size() - end).forEach(line -> lines.add("- " + line));
        next.subList(start, next.size() - end).forEach(line -> lines.add("+ " + line));
        return lines;
    }
}
