package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.store.root.Place;
import java.util.List;
import java.util.Optional;

/// Everything that speaks for or against migrating one legacy store, as it was seen in one look.
///
/// @param entries there is a `sessions.d` beside the index
/// @param sealed and it holds the truth
/// @param health of the index; empty when something said no before it had to be read
/// @param reader what shows that the gateway reads directories
/// @param gateways those that run on the root
/// @param unseenGateways why there may be others
/// @param rolledBack a person has taken this store back from the directory
public record LegacySeen(
        Place store,
        Era era,
        IndexSeen index,
        boolean entries,
        boolean sealed,
        Optional<Health> health,
        ReaderEvidence reader,
        List<Gateway> gateways,
        Optional<String> unseenGateways,
        boolean rolledBack) {

    public LegacySeen {
        gateways = List.copyOf(gateways);
    }

    /// The same, with what reading the index said.
    public LegacySeen with(Health read) {
        return new LegacySeen(
                store,
                era,
                index,
                entries,
                sealed,
                Optional.of(read),
                reader,
                gateways,
                unseenGateways,
                rolledBack);
    }
}
