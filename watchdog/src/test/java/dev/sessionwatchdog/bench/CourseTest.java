package dev.sessionwatchdog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One run of several measurements.
final class CourseTest {

    private static final long PATIENCE_SECONDS = 20;

    @TempDir private Path directory;

    private final List<Map<String, Section>> told = Collections.synchronizedList(new ArrayList<>());

    /// Does what it is told to.
    private record Played(String name, boolean lasts, SystemCalls.Act act) implements Measurement {

        @Override
        public Section measure(Setting setting) throws IOException, InterruptedException {
            act.run();
            return new Section(name, "Asked: " + name);
        }
    }

    @Test
    void one_that_fails_is_told_and_the_others_are_made() throws Exception {
        List<String> failed =
                run(
                        new Played("first", false, () -> {}),
                        new Played(
                                "second",
                                false,
                                () -> {
                                    throw new IOException("no room");
                                }),
                        new Played("third", false, () -> {}));

        assertThat(failed).containsExactly("second");
        assertThat(told.getLast()).containsOnlyKeys("first", "second", "third");
        assertThat(told.getLast())
                .hasEntrySatisfying(
                        "second",
                        section -> assertThat(section.markdown()).contains("FAILED: no room"));
        assertThat(told.getFirst()).containsOnlyKeys("first");
    }

    @Test
    void one_that_lasts_has_the_next_beside_it_and_is_waited_for() throws Exception {
        CountDownLatch beside = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);

        List<String> failed =
                run(
                        new Played(
                                "long",
                                true,
                                () -> {
                                    begun.countDown();
                                    await(beside);
                                }),
                        new Played(
                                "short",
                                false,
                                () -> {
                                    await(begun);
                                    beside.countDown();
                                }));

        assertThat(failed).isEmpty();
        assertThat(told.getLast()).containsOnlyKeys("long", "short");
    }

    private static void await(CountDownLatch latch) throws IOException, InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("it was not beside the other");
        }
    }

    private List<String> run(Measurement... all) throws Exception {
        try (Scratch scratch = Scratch.in(Files.createDirectory(directory.resolve("scratch")))) {
            Setting setting = new Setting(directory, directory, Sizes.of("tiny", ""), scratch);
            return new Course(setting, told::add).run(List.of(all));
        }
    }
}
