package dev.sessionwatchdog.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// The pages of our own image that this process has in memory: most were needed once, at the start.
///
/// They can be given back because they are what stands in the files; the next touch brings one in
/// again from the page cache (a minor fault). Only the files are looked at that the JVM has mapped
/// before `main` and never unmaps: its own code, its modules and the AOT cache. So no range can
/// have become something else between the look and the call. What may be lost by giving it back
/// never is: see [#disposable].
public final class ImagePages {

    /// Two hundred mappings take 150 KiB.
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final Proc proc;
    private final Set<String> files;

    /// @param files that are mapped from the start to the end of the process
    ImagePages(Proc proc, Set<String> files) {
        this.proc = proc;
        this.files = Set.copyOf(files);
    }

    /// The pages of this process.
    ///
    /// @param image that it was started from; what it does not hold is not looked for
    public static ImagePages of(Path image) {
        Set<String> files = new HashSet<>();
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")) {
            files.add(image.resolve("runtime/lib/server/libjvm.so").toString());
            files.add(image.resolve("runtime/lib/modules").toString());
            try (Stream<Path> app = Files.list(image.resolve("app"))) {
                app.map(Path::toString).filter(name -> name.endsWith(".aot")).forEach(files::add);
            } catch (IOException unreadable) {
                // Without the cache's name its pages stay.
            }
        }
        return new ImagePages(Proc.ofThisMachine(), files);
    }

    /// A part of this process's addresses, as the kernel has mapped it.
    record Range(long start, long end) {

        long bytes() {
            return end - start;
        }
    }

    /// Gives them back. What the kernel does not tell, or refuses, stays where it is.
    ///
    /// @return the bytes of address space whose pages were given back, whether in memory or not
    public long giveBack() {
        if (files.isEmpty()) {
            return 0;
        }
        long bytes = 0;
        try {
            byte[] smaps = Proc.read(proc.self().at().resolve("smaps"), MOST_BYTES);
            for (Range range : disposable(new String(smaps, StandardCharsets.UTF_8), files)) {
                if (HostCalls.discard(range.start, range.bytes())) {
                    bytes += range.bytes();
                }
            }
        } catch (IOException untold) {
            return bytes;
        }
        return bytes;
    }

    /// The ranges whose every page is what stands in one of these files: mapped without the right
    /// to write, and with no page of the process's own, neither in memory (`Anonymous`) nor moved
    /// out of it (`Swap`). A library's relocated part is not writable either, but has such pages. A
    /// mapping that is not told whole, or in other words than these, is not among them.
    ///
    /// @param smaps `/proc/PID/smaps` (proc_pid_smaps(5))
    static List<Range> disposable(String smaps, Set<String> files) {
        List<Range> found = new ArrayList<>();
        Mapping mapping = new Mapping();
        int from = 0;
        for (int end = smaps.indexOf('\n'); end >= 0; end = smaps.indexOf('\n', from)) {
            String line = smaps.substring(from, end);
            from = end + 1;
            if (isHeader(line)) {
                mapping.addTo(found);
                mapping = Mapping.of(line, files);
            } else {
                mapping.take(line);
            }
        }
        // The last may be cut off; it is the kernel's own ([vsyscall]) in any case.
        return found;
    }

    /// Every other line begins with the name of a field, which ends in a colon.
    private static boolean isHeader(String line) {
        int blank = line.indexOf(' ');
        return blank < 0 || line.charAt(Math.max(0, blank - 1)) != ':';
    }

    /// One mapping while its lines are read.
    private static final class Mapping {

        private static final Set<String> UNWRITABLE = Set.of("r--p", "r-xp", "r--s");

        /// `start-end perms offset dev inode path`
        private static final int FIELDS = 6;

        private long start;
        private long end;
        private boolean ours;
        private boolean noAnonymous;
        private boolean noSwap;

        static Mapping of(String header, Set<String> files) {
            Mapping mapping = new Mapping();
            String[] fields = header.split(" +", FIELDS);
            if (fields.length < FIELDS
                    || !UNWRITABLE.contains(fields[1])
                    || !files.contains(fields[FIELDS - 1])) {
                return mapping;
            }
            try {
                int dash = fields[0].indexOf('-');
                mapping.start = Long.parseLong(fields[0], 0, Math.max(dash, 0), 16);
                mapping.end = Long.parseLong(fields[0], dash + 1, fields[0].length(), 16);
                mapping.ours = mapping.start > 0 && mapping.end > mapping.start;
            } catch (NumberFormatException notAMapping) {
                mapping.ours = false;
            }
            return mapping;
        }

        void take(String line) {
            if (!ours) {
                return;
            }
            if (line.startsWith("Anonymous:")) {
                noAnonymous = isNone(line);
            } else if (line.startsWith("Swap:")) {
                noSwap = isNone(line);
            }
        }

        private static boolean isNone(String line) {
            return line.substring(line.indexOf(':') + 1).strip().equals("0 kB");
        }

        void addTo(List<Range> found) {
            if (ours && noAnonymous && noSwap) {
                found.add(new Range(start, end));
            }
        }
    }
}
