package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.store.root.Place;
import java.util.List;
import java.util.Optional;

/// What was seen of one store in one look.
///
/// @param index what is called `sessions.json`, whatever it is
/// @param entries there is a directory `sessions.d`
/// @param sealed and it has a valid manifest: it holds the truth (`protocols.md` 7)
/// @param importBegun the gateway's own migration to a database has begun
/// @param beyondBound temps that were not taken up because the look had its fill
/// @param basis the directories that tell of this store, but those on the way to it
public record StoreObservation(
        Place store,
        Era era,
        Optional<IndexSeen> index,
        boolean entries,
        boolean sealed,
        boolean importBegun,
        List<TempSeen> temps,
        List<LockName> locks,
        List<Oddity> oddities,
        int beyondBound,
        List<Basis> basis) {

    /// The era by which locks are judged. Beside a directory that is in force a single file may
    /// stand for a while, as when a migration was interrupted: the locks in it, one of which may be
    /// that migration's own, are judged as ever.
    public Era lockEra() {
        return era == Era.MIXED && sealed ? Era.DIRECTORY : era;
    }
}
