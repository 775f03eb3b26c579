package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Evidence that is kept in memory, durable as soon as it is told.
final class RecordedEvents implements BreakRecorder {

    final List<LeaseEvent> all = new ArrayList<>();

    @Override
    public synchronized String record(ForensicEvent event) {
        all.add((LeaseEvent) event);
        return "event-" + all.size();
    }

    synchronized List<LeaseEvent> of(Phase phase) {
        return all.stream().filter(event -> event.phase() == phase).toList();
    }

    /// The outcomes of each intent, by the intent's id.
    synchronized Map<String, List<Phase>> outcomes() {
        Map<String, List<Phase>> outcomes = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            LeaseEvent event = all.get(i);
            if (event.phase() == Phase.INTENT) {
                outcomes.put("event-" + (i + 1), new ArrayList<>());
            }
            event.intent()
                    .ifPresent(intent ->
                            outcomes.computeIfAbsent(intent, _ -> new ArrayList<>())
                                    .add(event.phase()));
        }
        return outcomes;
    }
}
