package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is left of the heap after a burst of work, with the flags of the image.
final class GrownHeapTest {

    private static final long MEBI = 1L << 20;

    @Test
    void a_heap_that_has_grown_is_small_again_after_one_collection() throws Exception {
        Process burst =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "@" + options(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Burst.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String said = new String(burst.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(burst.waitFor()).isZero();

        String[] words = said.strip().split(" ", -1);
        assertThat(words[0]).isEqualTo("false");
        assertThat(Long.parseLong(words[1])).isGreaterThan(30 * MEBI);
        assertThat(words[2]).isEqualTo("true");
        assertThat(Long.parseLong(words[3])).isLessThanOrEqualTo(9 * MEBI);
    }

    @Test
    void what_is_used_counts_from_what_the_last_collection_left() {
        long[] used = {20 * MEBI};
        List<String> did = new ArrayList<>();
        GrownHeap heap =
                new GrownHeap(
                        () -> used[0],
                        () -> {
                            did.add("collect");
                            used[0] = 12 * MEBI;
                        },
                        () -> did.add("trim"));
        assertThat(heap.hasGrown()).isTrue();
        assertThat(heap.shrink()).isTrue();
        assertThat(did).containsExactly("collect");

        used[0] += 3 * MEBI;
        assertThat(heap.hasGrown()).isFalse();
        assertThat(heap.shrink()).isFalse();
        assertThat(did).containsExactly("collect");
        used[0]++;
        assertThat(heap.hasGrown()).isTrue();
        heap.trim();
        assertThat(did).containsExactly("collect", "trim");
    }

    /// Of the sources, from whichever directory the tests are run.
    private static Path options() {
        Path module = Path.of("src/main/image/jvm.options").toAbsolutePath();
        return module.toFile().exists()
                ? module
                : Path.of("watchdog/src/main/image/jvm.options").toAbsolutePath();
    }

    /// Says what the heap is like before and after a burst of work.
    static final class Burst {

        private Burst() {}

        static void main() {
            GrownHeap heap = new GrownHeap();
            boolean early = heap.shrink();
            byte[][] held = new byte[32][];
            Arrays.setAll(held, mebi -> new byte[(int) MEBI]);
            long grown = Runtime.getRuntime().totalMemory();
            Arrays.fill(held, null);
            boolean late = heap.shrink();
            System.out.println(
                    early + " " + grown + " " + late + " " + Runtime.getRuntime().totalMemory());
        }
    }
}
