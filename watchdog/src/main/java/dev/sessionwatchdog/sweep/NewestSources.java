package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.observation.CloseObserver;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.TempFamily;
import dev.sessionwatchdog.observation.TempSeen;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What the alert about a damaged index names: temps from which it could be restored.
final class NewestSources {

    /// So many are named: the newest ones.
    private static final int MOST = 10;

    private NewestSources() {}

    static List<String> of(List<TempSeen> temps, CloseObserver closely) throws IOException {
        List<TempSeen> newest =
                temps.stream()
                        .filter(seen -> mayBeAnIndex(seen.temp().family()))
                        .sorted(
                                Comparator.comparing((TempSeen seen) -> seen.facts().mtime())
                                        .reversed())
                        .limit(MOST)
                        .toList();
        List<String> sources = new ArrayList<>();
        for (TempSeen seen : newest) {
            sources.add(
                    Printable.of(seen.place().toString())
                            + ", "
                            + seen.facts().size()
                            + " bytes, "
                            + seen.facts().mtime()
                            + ", "
                            + (closely.asRecoverySource(seen) instanceof Health.Good
                                    ? "a whole JSON object"
                                    : "not whole"));
        }
        return sources;
    }

    private static boolean mayBeAnIndex(TempFamily family) {
        return family == TempFamily.INDEX || family == TempFamily.FS_SAFE_REPLACE;
    }
}
