package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a process's threads have done so far, by their names.
record ThreadWork(Map<String, Work> byName) {

    /// @param switches how often threads of the name went to sleep by themselves
    record Work(long switches, long nanos) {

        Work plus(Work other) {
            return new Work(switches + other.switches, nanos + other.nanos);
        }

        Work since(Work before) {
            return new Work(switches - before.switches, nanos - before.nanos);
        }
    }

    private static final Work NONE = new Work(0, 0);

    /// @param process the process's directory, `/proc/PID`
    static ThreadWork of(Path process) throws IOException {
        Map<String, Work> byName = new TreeMap<>();
        for (Path task : Footprint.tasks(process)) {
            Optional<String> status = Footprint.content(task.resolve("status"));
            Optional<String> schedule = Footprint.content(task.resolve("schedstat"));
            if (status.isPresent() && schedule.isPresent()) {
                String name =
                        status.get().lines().findFirst().orElse("").replaceFirst("Name:\\s*", "");
                Work work =
                        new Work(
                                Footprint.field(status.get(), "voluntary_ctxt_switches"),
                                Long.parseLong(Footprint.words(schedule.get()).getFirst()));
                byName.merge(name, work, Work::plus);
            }
        }
        return new ThreadWork(byName);
    }

    /// What was done since then, by threads that still live.
    ThreadWork since(ThreadWork before) {
        Map<String, Work> difference = new TreeMap<>();
        byName.forEach((name, work) ->
                difference.put(name, work.since(before.byName.getOrDefault(name, NONE))));
        return new ThreadWork(difference);
    }
}
