package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a process has in memory, by the file that is mapped or by what else it is.
record MappedMemory(Map<String, Size> byCause) {

    /// @param privateKib pages that have no file behind them
    record Size(long residentKib, long privateKib) {

        Size plus(Size other) {
            return new Size(residentKib + other.residentKib, privateKib + other.privateKib);
        }
    }

    private static final Pattern MAPPING =
            Pattern.compile("^[0-9a-f]+-[0-9a-f]+ \\S+ \\S+ \\S+ \\d+ *(.*)$");

    /// @param process the process's directory, `/proc/PID`
    static MappedMemory of(Path process) throws IOException {
        return parse(Files.readString(process.resolve("smaps")));
    }

    static MappedMemory parse(String smaps) {
        Map<String, Size> byCause = new TreeMap<>();
        String cause = "";
        for (String line : smaps.lines().toList()) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                cause = cause(mapping.group(1));
            } else if (line.startsWith("Rss:")) {
                byCause.merge(cause, new Size(Footprint.field(line, "Rss"), 0), Size::plus);
            } else if (line.startsWith("Anonymous:")) {
                byCause.merge(cause, new Size(0, Footprint.field(line, "Anonymous")), Size::plus);
            }
        }
        return new MappedMemory(byCause);
    }

    private static String cause(String mapped) {
        if (mapped.isEmpty()) {
            return "anonymous (heap, code, metaspace, stacks)";
        }
        if (mapped.startsWith("[heap]")) {
            return "the C library's heap";
        }
        if (mapped.startsWith("[")) {
            return "stack and kernel pages";
        }
        String file = mapped.replace(" (deleted)", "");
        String name = file.substring(file.lastIndexOf('/') + 1);
        if (name.equals("libjvm.so") || name.equals("modules") || name.endsWith(".aot")) {
            return name.endsWith(".aot") ? "the AOT cache" : name;
        }
        return name.contains(".so") ? "other libraries" : "other files";
    }
}
