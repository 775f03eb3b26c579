package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Measurements one after the other; one that lasts has the others beside it until it ends.
///
/// One that fails is told as failed and the others are made all the same: a run takes long.
final class Course {

    private final Setting setting;
    private final Consumer<Map<String, Section>> soFar;
    private final Map<String, Section> made = new LinkedHashMap<>();
    private final List<String> failed = new ArrayList<>();

    /// @param soFar is told after each what there is, by name
    Course(Setting setting, Consumer<Map<String, Section>> soFar) {
        this.setting = setting;
        this.soFar = soFar;
    }

    /// Makes all in their order, and returns when the last of them has ended.
    ///
    /// @return the names of those that failed
    List<String> run(List<Measurement> all) throws InterruptedException {
        try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
            for (Measurement measurement : all) {
                if (measurement.lasts()) {
                    beside.execute(() -> {
                        try {
                            make(measurement);
                        } catch (InterruptedException ended) {
                            Thread.currentThread().interrupt();
                        }
                    });
                } else {
                    make(measurement);
                }
            }
        }
        return failed;
    }

    private void make(Measurement measurement) throws InterruptedException {
        Instant started = Instant.now();
        String load = "unknown";
        Section section;
        boolean well = false;
        try {
            load = Machine.load();
            Setting.say(measurement.name() + ", load " + load);
            section = measurement.measure(setting);
            well = true;
        } catch (IOException | RuntimeException failure) {
            failure.printStackTrace();
            section = new Section(measurement.name(), "FAILED: " + failure.getMessage());
        }
        long took = Duration.between(started, Instant.now()).toSeconds();
        section.say("Load before it: %s; it took %d s.".formatted(load, took));
        note(measurement.name(), section, well);
    }

    private synchronized void note(String name, Section section, boolean well) {
        made.put(name, section);
        if (!well) {
            failed.add(name);
        }
        try {
            soFar.accept(Map.copyOf(made));
        } catch (UncheckedIOException unwritten) {
            Setting.say("not written: " + unwritten.getMessage());
        }
    }
}
