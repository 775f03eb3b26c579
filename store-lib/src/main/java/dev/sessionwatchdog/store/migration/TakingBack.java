package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The beginning of a roll-back: what has to be so before a directory that is in force is marked.
final class TakingBack {

    private static final int MOST_TOLD = 20;

    private final StoreSite site;
    private final Directory sessions;
    private final MigrationProgress progress;

    TakingBack(StoreSite site, Directory sessions, MigrationProgress progress) {
        this.site = site;
        this.sessions = sessions;
        this.progress = progress;
    }

    MigrationOutcome run() throws IOException {
        Optional<String> objection = site.seams().guard().objection(MigrationGuard.Step.ROLL_BACK);
        if (objection.isPresent()) {
            return new MigrationOutcome.Overtaken(objection.get(), new StoreState.InDirectory(""));
        }
        try (Directory store = sessions.open(site.names().directory())) {
            DirectoryContent content = new DirectoryContent(site, store, StoreSite.MANIFEST);
            long[] bytes = {0};
            int count = content.show((_, value) -> bytes[0] += value.length);
            List<String> unreadable =
                    content.left().stream()
                            .filter(it -> !it.startsWith(StoreSite.CONFLICT + "/"))
                            .toList();
            if (!unreadable.isEmpty()) {
                return new MigrationOutcome.Refused(told(unreadable));
            }
            OptionalLong free = site.freeBytes();
            long required = Forward.requiredBytes(bytes[0], 1);
            if (free.isPresent() && free.getAsLong() < required) {
                throw new IOException(
                        free.getAsLong() + " bytes are free, " + required + " are needed");
            }
            return begin(store, count, bytes[0]);
        }
    }

    private MigrationOutcome begin(Directory store, int count, long bytes) throws IOException {
        String id = site.freshId();
        Undertaking undertaking =
                Undertaking.begin(
                        site,
                        MigrationEvent.ROLLBACK,
                        id,
                        "roll_back",
                        count + " sessions, the directory goes to " + site.backups().child(id),
                        Optional.empty(),
                        new MigrationEvent.Transfer(
                                site.names().directory().value(),
                                site.names().file().value(),
                                count,
                                bytes,
                                site.backups().child(id).toString()));
        return undertaking.concluded(
                StoreMigration.outcomeOf(() -> {
                    site.make(site.stagings(), id).close();
                    RollBack rollBack = new RollBack(site, sessions, id);
                    rollBack.mark(store);
                    return rollBack.goOn(progress);
                }));
    }

    private static List<String> told(List<String> unreadable) {
        List<String> told = new ArrayList<>();
        told.add(unreadable.size() + " things in the directory are no readable entry");
        told.addAll(unreadable.subList(0, Math.min(MOST_TOLD, unreadable.size())));
        return told;
    }
}
