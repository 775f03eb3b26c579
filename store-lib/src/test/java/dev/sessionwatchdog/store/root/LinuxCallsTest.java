package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Calls of several threads at once, on the real kernel.
@EnabledOnOs(OS.LINUX)
class LinuxCallsTest {

    private static final int DIRECTORY = LinuxFlags.O_RDONLY | LinuxFlags.O_DIRECTORY;

    @TempDir Path directory;

    private final LinuxCalls calls = new LinuxCalls();

    @Test
    void a_beat_does_not_wait_for_a_call_that_hangs() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        Path beat = Files.createFile(directory.resolve("beat"));
        int top = calls.open(directory.toString(), DIRECTORY);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            // Without a writer this open does not return (fifo(7)).
            Future<Integer> hanging =
                    threads.submit(() -> calls.openat(top, "fifo", LinuxFlags.O_RDONLY, 0));
            try {
                Instant when = Instant.ofEpochSecond(1_700_000_000);
                Instant end = Instant.now().plusMillis(300);
                while (Instant.now().isBefore(end)) {
                    Future<Integer> beating =
                            threads.submit(() -> calls.utimensat(top, "beat", when));
                    assertThat(beating.get(10, TimeUnit.SECONDS)).isZero();
                }
                assertThat(hanging).isNotDone();
                assertThat(Files.getLastModifiedTime(beat).toInstant()).isEqualTo(when);
            } finally {
                try (OutputStream _ = Files.newOutputStream(fifo)) {
                    calls.close(hanging.get(10, TimeUnit.SECONDS));
                }
            }
        } finally {
            calls.close(top);
        }
    }

    @Test
    void calls_of_many_threads_do_not_mix_up_their_names_and_answers() throws Exception {
        int threads = 12;
        for (int i = 0; i < threads; i++) {
            Files.write(directory.resolve("file-" + i), new byte[i]);
        }
        int top = calls.open(directory.toString(), DIRECTORY);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            CountDownLatch together = new CountDownLatch(threads);
            List<Future<Boolean>> answers =
                    IntStream.range(0, threads)
                            .mapToObj(i -> pool.submit(() -> looksRight(top, i, together)))
                            .toList();
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            calls.close(top);
        }
    }

    private boolean looksRight(int top, int own, CountDownLatch together) throws Exception {
        together.countDown();
        together.await();
        boolean right = true;
        for (int round = 0; round < 2_000; round++) {
            Facts facts = calls.statx(top, "file-" + own).orThrow(Place.of("file-" + own));
            right &= facts.size() == own && facts.links() == 1;
            right &= calls.unlinkat(top, "absent-" + own, 0) == -Errno.ENOENT;
        }
        return right;
    }
}
