package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a JVM says that it has committed, by its own account (`jcmd VM.native_memory`).
record NativeMemory(Map<String, Long> committedKib) {

    static final String OPTION = "-XX:NativeMemoryTracking=summary";

    private static final Pattern LINE =
            Pattern.compile("^-\\s+(.+?) \\(reserved=\\d+KB, committed=(\\d+)KB.*$");

    /// Of nothing when it cannot be asked.
    static NativeMemory of(long pid) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return parse(
                new String(
                        new ProcessBuilder(jcmd, Long.toString(pid), "VM.native_memory", "summary")
                                .redirectErrorStream(true)
                                .start()
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.UTF_8));
    }

    static NativeMemory parse(String said) {
        Map<String, Long> committed = new TreeMap<>();
        for (String line : List.of(said.split("\n"))) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                committed.put(matcher.group(1), Long.valueOf(matcher.group(2)));
            }
        }
        return new NativeMemory(committed);
    }
}
