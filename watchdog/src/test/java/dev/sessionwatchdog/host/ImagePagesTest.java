package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sessionwatchdog.host.ImagePages.Range;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which pages are given back, and that nothing is lost by it.
final class ImagePagesTest {

    private static final String LIBRARY = "/opt/watchdog/runtime/lib/server/libjvm.so";
    private static final String CACHE = "/opt/watchdog/app/1234567890abcdef.aot";
    private static final Set<String> FILES = Set.of(LIBRARY, CACHE);

    /// As Linux 6.18 tells them of a daemon of ours; the fields that are not read left out.
    private static final String REAL =
            mapping("800001000-800964000 rw-p 00001000 fe:00 3006916   " + CACHE, 9384, 0)
                    + mapping("800964000-801836000 r--p 00964000 fe:00 3006916   " + CACHE, 0, 0)
                    + mapping(
                            "7f722f243000-7f722f2ad000 rw-p 01836000 fe:00 3006916 " + CACHE, 0, 0)
                    + mapping(
                            "7f722f400000-7f722f6e3000 r--p 00000000 fe:00 3006779 " + LIBRARY,
                            0,
                            0)
                    + mapping(
                            "7f722f6e3000-7f723076f000 r-xp 002e3000 fe:00 3006779 " + LIBRARY,
                            0,
                            0)
                    + mapping(
                            "7f7230a80000-7f7230b6b000 r--p 01680000 fe:00 3006779 " + LIBRARY,
                            940,
                            0)
                    + mapping(
                            "7f7230b6b000-7f7230b96000 rw-p 0176b000 fe:00 3006779 " + LIBRARY,
                            172,
                            0)
                    + mapping("7f7230b96000-7f7230bf8000 rw-p 00000000 00:00 0 ", 88, 0)
                    + mapping(
                            "7f7230d12000-7f7230e68000 r-xp 00026000 fe:00 339380 /lib/libc.so.6",
                            0,
                            0)
                    + mapping("7ffd17b3b000-7ffd17b5c000 rw-p 00000000 00:00 0   [stack]", 48, 0)
                    + mapping(
                            "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]",
                            0,
                            0);

    @TempDir private Path directory;

    private static String mapping(String header, int anonymous, int swap) {
        return header
                + "\nSize:                12 kB\nRss:                 12 kB\nAnonymous:  "
                + anonymous
                + " kB\nAnonHugePages:         0 kB\nSwap:         "
                + swap
                + " kB\nSwapPss:               0 kB\nVmFlags: rd mr mw me sd \n";
    }

    @Test
    void only_what_is_not_writable_and_has_no_page_of_its_own_is_given_back() {
        assertThat(ImagePages.disposable(REAL, FILES))
                .containsExactly(
                        new Range(0x800964000L, 0x801836000L),
                        new Range(0x7f722f400000L, 0x7f722f6e3000L),
                        new Range(0x7f722f6e3000L, 0x7f723076f000L));
    }

    @Test
    void what_was_relocated_stays_also_when_it_was_moved_out_of_memory() {
        String swapped =
                mapping("7f7230a80000-7f7230b6b000 r--p 01680000 fe:00 3006779 " + LIBRARY, 0, 940);

        assertThat(ImagePages.disposable(swapped + REAL, FILES))
                .hasSize(3)
                .doesNotContain(new Range(0x7f7230a80000L, 0x7f7230b6b000L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1000-2000 rw-p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "1000-2000 rwxp 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "1000-2000 -w-p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "1000-2000 rw-s 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "1000-2000 r--p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot (deleted)",
                "1000-2000 r--p 00000000 fe:00 7 /tmp/opt/watchdog/app/1234567890abcdef.aot",
                "1000-2000 r--p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot\\012x",
                "1000-2000 r--p 00000000 fe:00 7 /tmp/1000-2000 r--p 0 0 7 /opt/watchdog/app/1234567890abcdef.aot",
                "1000-2000 r--p 00000000 00:00 0",
                "1000-2000 r--p 00000000 00:00 0 ",
                "2000-1000 r--p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "0-1000 r--p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "1000 r--p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "-2000 r--p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "1000- r--p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "fffffffffffffffff-2000 r--p 00000000 fe:00 7 /opt/watchdog/app/1234567890abcdef.aot",
                "nonsense",
                ""
            })
    void nothing_else_is(String header) {
        assertThat(ImagePages.disposable(mapping(header, 0, 0) + REAL, FILES)).hasSize(3);
        assertThat(ImagePages.disposable(mapping(header, 0, 0), FILES)).isEmpty();
    }

    @Test
    void a_mapping_that_is_not_told_whole_is_kept() {
        String header = "1000-2000 r--p 00000000 fe:00 7 " + CACHE + "\n";
        String end = "3000-4000 rw-p 00000000 00:00 0 \n";

        assertThat(ImagePages.disposable(header + "Anonymous: 0 kB\nSwap: 0 kB\n" + end, FILES))
                .hasSize(1);
        assertThat(ImagePages.disposable(header + "Anonymous: 0 kB\n" + end, FILES)).isEmpty();
        assertThat(ImagePages.disposable(header + "Swap: 0 kB\n" + end, FILES)).isEmpty();
        assertThat(ImagePages.disposable(header + end, FILES)).isEmpty();
        assertThat(ImagePages.disposable(header + "Anonymous: 0 MB\nSwap: 0 kB\n" + end, FILES))
                .isEmpty();
        assertThat(
                        ImagePages.disposable(
                                header + "Anonymous: 0 kB\nAnonymous: 4 kB\nSwap: 0 kB\n" + end,
                                FILES))
                .isEmpty();
        assertThat(ImagePages.disposable("", FILES)).isEmpty();
        for (int cut = 0; cut < REAL.length(); cut++) {
            assertThat(ImagePages.disposable(REAL, FILES))
                    .containsAll(ImagePages.disposable(REAL.substring(0, cut), FILES));
        }
    }

    /// The JVM that runs this gives its own code, classes and archive back, again and again, and
    /// goes on: what is compiled, loaded and collected meanwhile comes out as before.
    @Test
    void a_running_jvm_works_on_with_its_pages_given_back() throws Exception {
        assumeThat(Path.of("/proc/self/smaps")).exists();
        Path home = Path.of(System.getProperty("java.home"));
        Path library = home.resolve("lib/server/libjvm.so").toRealPath();
        ImagePages pages =
                new ImagePages(
                        Proc.ofThisMachine(),
                        Set.of(
                                library.toString(),
                                home.resolve("lib/modules").toRealPath().toString(),
                                home.resolve("lib/server/classes.jsa").toString()));
        String expected = work();
        long before = residentCode(library);

        for (int round = 0; round < 20; round++) {
            assertThat(pages.giveBack()).isGreaterThan(1L << 20);
            assertThat(work()).isEqualTo(expected);
        }

        pages.giveBack();
        assertThat(residentCode(library)).isLessThan(before);
    }

    private static String work() throws Exception {
        List<byte[]> kept = new ArrayList<>();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = ("line " + i).repeat(20).getBytes(StandardCharsets.UTF_8);
            kept.add(bytes);
            digest.update(bytes);
        }
        System.gc();
        return HexFormat.of().formatHex(digest.digest()) + kept.size();
    }

    /// In KiB, of the part of a library that holds code.
    private static long residentCode(Path library) throws Exception {
        boolean here = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.endsWith(library.toString())) {
                here = line.contains(" r-xp ");
            } else if (here && line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("no code of " + library);
    }

    @Test
    void a_process_of_which_the_kernel_tells_nothing_gives_nothing_back() {
        assertThat(new ImagePages(new Proc(directory), FILES).giveBack()).isZero();
        assertThat(ImagePages.of(directory).giveBack()).isZero();
    }
}
