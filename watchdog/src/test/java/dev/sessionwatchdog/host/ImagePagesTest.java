package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sessionwatchdog.host.ImagePages.Range;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /// As Linux 6.18 tells them of a daemon of ours.
    private static final String REAL =
            """
            800001000-800964000 rw-p 00001000 fe:00 3006916   %1$s
            800964000-801836000 r--p 00964000 fe:00 3006916   %1$s
            7f722f243000-7f722f2ad000 rw-p 01836000 fe:00 3006916 %1$s
            7f722f400000-7f722f6e3000 r--p 00000000 fe:00 3006779 %2$s
            7f722f6e3000-7f723076f000 r-xp 002e3000 fe:00 3006779 %2$s
            7f7230a80000-7f7230b6b000 r--p 01680000 fe:00 3006779 %2$s
            7f7230b6b000-7f7230b96000 rw-p 0176b000 fe:00 3006779 %2$s
            7f7230b96000-7f7230bf8000 rw-p 00000000 00:00 0\s
            7f7230d12000-7f7230e68000 r-xp 00026000 fe:00 339380 /lib/libc.so.6
            7ffd17b3b000-7ffd17b5c000 rw-p 00000000 00:00 0   [stack]
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]
            """
                    .formatted(CACHE, LIBRARY);

    @TempDir private Path directory;

    @Test
    void only_what_may_not_be_written_is_looked_at() {
        assertThat(ImagePages.unwritable(REAL, FILES))
                .containsExactly(
                        new Range(0x800964000L, 0x801836000L),
                        new Range(0x7f722f400000L, 0x7f722f6e3000L),
                        new Range(0x7f722f6e3000L, 0x7f723076f000L),
                        new Range(0x7f7230a80000L, 0x7f7230b6b000L));
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
        assertThat(ImagePages.unwritable(header + "\n" + REAL, FILES)).hasSize(4);
        assertThat(ImagePages.unwritable(header + "\n", FILES)).isEmpty();
    }

    @Test
    void a_mapping_that_is_not_told_whole_is_kept() {
        for (int cut = 0; cut < REAL.length(); cut++) {
            assertThat(ImagePages.unwritable(REAL, FILES))
                    .containsAll(ImagePages.unwritable(REAL.substring(0, cut), FILES));
        }
    }

    @Test
    void of_those_only_what_has_no_page_of_the_process_s_own_is_given_back() throws Exception {
        assumeThat(HostCalls.pageBytes()).hasValue(4096);
        Path self = Files.createDirectory(directory.resolve("self"));
        Files.writeString(
                self.resolve("maps"),
                """
                1000-3000 r--p 00000000 fe:00 7 %1$s
                3000-4000 rw-p 00002000 fe:00 7 %1$s
                4000-6000 r-xp 00000000 fe:00 7 %2$s
                6000-8000 r--p 00002000 fe:00 7 %2$s
                """
                        .formatted(CACHE, LIBRARY));
        long mine = 0x8180L << 48;
        long files = 0xa100L << 48;
        Files.write(self.resolve("pagemap"), entries(0, files, 0, files, files, files, mine, 0));

        assertThat(new ImagePages(new Proc(directory), FILES).disposable())
                .containsExactly(new Range(0x1000, 0x3000), new Range(0x4000, 0x6000));
    }

    private static byte[] entries(long... pages) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * pages.length);
        bytes.order(ByteOrder.nativeOrder()).asLongBuffer().put(pages);
        return bytes.array();
    }

    /// The JVM that runs this gives its own code, classes and archive back, again and again, and
    /// goes on: what is compiled, loaded and collected meanwhile comes out as before.
    @Test
    void a_running_jvm_works_on_with_its_pages_given_back() throws Exception {
        assumeThat(Path.of("/proc/self/pagemap")).exists();
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
