package dev.sessionwatchdog.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// The pages of our own image that this process has in memory: most were needed once, at the start.
///
/// They can be given back because they are what stands in the files; the next touch brings one in
/// again from the page cache (a minor fault). Only the files are looked at that the JVM has mapped
/// before `main` and never unmaps: its own code and the AOT cache, which leaves nothing to be read
/// of its modules. So no range can have become something else between the look and the call. What
/// may be lost by giving it back never is: see [#disposable()].
public final class ImagePages {

    /// Two hundred mappings take 16 KiB.
    private static final int MOST_BYTES = 1024 * 1024;

    private static final Set<String> UNWRITABLE = Set.of("r--p", "r-xp", "r--s");

    /// `start-end perms offset dev inode path`
    private static final int FIELDS = 6;

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
            for (Range range : disposable()) {
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
    /// to write, and with no page of the process's own, neither in memory nor moved out of it. A
    /// library's relocated part is not writable either, but has such pages.
    ///
    /// @throws IOException if the kernel does not tell
    List<Range> disposable() throws IOException {
        OptionalInt pageBytes = HostCalls.pageBytes();
        if (pageBytes.isEmpty()) {
            return List.of();
        }
        Path self = proc.self().at();
        String maps =
                new String(Proc.read(self.resolve("maps"), MOST_BYTES), StandardCharsets.UTF_8);
        List<Range> found = new ArrayList<>();
        try (PageMap pages = PageMap.open(self.resolve("pagemap"), pageBytes.getAsInt())) {
            for (Range range : unwritable(maps, files)) {
                if (pages.holdsOnlyItsFile(range)) {
                    found.add(range);
                }
            }
        }
        return found;
    }

    /// The mappings of these files that may not be written. What is told in other words than these,
    /// or not to the end of its line, is not among them.
    ///
    /// @param maps `/proc/PID/maps` (proc_pid_maps(5))
    static List<Range> unwritable(String maps, Set<String> files) {
        List<Range> found = new ArrayList<>();
        int from = 0;
        for (int end = maps.indexOf('\n'); end >= 0; end = maps.indexOf('\n', from)) {
            if (endsInOne(maps, end, files)) {
                range(maps.substring(from, end), files).ifPresent(found::add);
            }
            from = end + 1;
        }
        return found;
    }

    /// Leaves out nearly all lines before any of them is taken apart.
    private static boolean endsInOne(String maps, int end, Set<String> files) {
        for (String file : files) {
            if (maps.startsWith(file, end - file.length())) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Range> range(String mapping, Set<String> files) {
        String[] fields = mapping.split(" +", FIELDS);
        if (fields.length < FIELDS
                || !UNWRITABLE.contains(fields[1])
                || !files.contains(fields[FIELDS - 1])) {
            return Optional.empty();
        }
        int dash = fields[0].indexOf('-');
        try {
            long start = Long.parseLong(fields[0], 0, Math.max(dash, 0), 16);
            long end = Long.parseLong(fields[0], dash + 1, fields[0].length(), 16);
            return start > 0 && end > start ? Optional.of(new Range(start, end)) : Optional.empty();
        } catch (NumberFormatException notAMapping) {
            return Optional.empty();
        }
    }
}
