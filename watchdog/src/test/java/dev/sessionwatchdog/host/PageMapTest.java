package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sessionwatchdog.host.ImagePages.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which pages are the process's own.
final class PageMapTest {

    private static final int PAGE = 4096;

    @TempDir private Path directory;

    private boolean ofAFile(Range range, long... entries) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * entries.length);
        bytes.order(ByteOrder.nativeOrder()).asLongBuffer().put(entries);
        Path file = Files.write(directory.resolve("pagemap"), bytes.array());
        try (PageMap pages = PageMap.open(file, PAGE)) {
            return pages.holdsOnlyItsFile(range);
        }
    }

    /// Bits 63 (present), 62 (moved out), 61 (a file's), 56 (mapped once) and 55 (soft-dirty).
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, true",
        "0080000000000000, true",
        "2000000000000000, true",
        "a000000000000000, true",
        "a180000000000000, true",
        "a07fffffffffffff, true",
        "8000000000000000, false",
        "8180000000000000, false",
        "4000000000000000, false",
        "6000000000000000, false",
        "4000000000000123, false",
        "c000000000000000, false",
        "e000000000000000, false",
    })
    void a_page_is_its_files_if_it_is_there_as_that_or_not_at_all(String entry, boolean files)
            throws IOException {
        long bits = Long.parseUnsignedLong(entry, 16);
        assertThat(ofAFile(new Range(0, PAGE), bits)).isEqualTo(files);
        assertThat(ofAFile(new Range(0, 3 * PAGE), 0, bits, 0)).isEqualTo(files);
        assertThat(ofAFile(new Range(PAGE, 2 * PAGE), 1L << 63, 0, 1L << 63)).isTrue();
    }

    @Test
    void each_page_of_a_long_range_is_looked_at_and_none_beside_it() throws IOException {
        int pages = 3000;
        long[] entries = new long[pages + 2];
        Range range = new Range(PAGE, (pages + 1L) * PAGE);
        for (int mine = 0; mine < entries.length; mine++) {
            Arrays.fill(entries, 0xa1L << 56);
            entries[mine] = 0x81L << 56;
            boolean beside = mine == 0 || mine == pages + 1;
            if (beside || mine % 97 == 0 || mine == 1 || mine == pages || mine % 1024 < 2) {
                assertThat(ofAFile(range, entries)).as("page %d", mine).isEqualTo(beside);
            }
        }
    }

    @Test
    void of_a_range_that_is_not_told_to_its_end_it_is_not_known() throws IOException {
        assertThat(ofAFile(new Range(0, 2 * PAGE), 0)).isFalse();
        assertThat(ofAFile(new Range(5 * PAGE, 6 * PAGE), 0, 0)).isFalse();
    }

    /// This process's own memory: what is written to it is its own, what is read of a file is not.
    @Test
    void the_kernel_tells_a_written_page_from_one_of_a_file() throws IOException {
        Path real = Path.of("/proc/self/pagemap");
        assumeThat(real).exists();
        int page = HostCalls.pageBytes().orElseThrow();
        boolean written = false;
        boolean code = false;
        try (PageMap pages = PageMap.open(real, page)) {
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                String[] fields = line.split("[ -]", 3);
                if (line.endsWith("[stack]")) {
                    long end = Long.parseUnsignedLong(fields[1], 16);
                    written |= !pages.holdsOnlyItsFile(new Range(end - page, end));
                } else if (line.endsWith("libjvm.so") && fields[2].startsWith("r-xp")) {
                    long start = Long.parseUnsignedLong(fields[0], 16);
                    code |= pages.holdsOnlyItsFile(new Range(start, start + page));
                }
            }
        }
        assertThat(written).isTrue();
        assertThat(code).isTrue();
    }
}
