package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Finds out what a migration would do, and all that would stop it.
final class Planning {

    private static final SourceScan NOTHING = new SourceScan(0, Map.of(), "", 0);

    private final StoreSite site;
    private final List<String> obstacles = new ArrayList<>();
    private StoreState state = new StoreState.Absent();
    private SourceScan scan = NOTHING;
    private Optional<Identity> identity = Optional.empty();
    private long bytes;
    private OptionalLong free = OptionalLong.empty();

    Planning(StoreSite site) {
        this.site = site;
    }

    MigrationPlan run(MigrationProgress progress) throws IOException {
        try (Directory sessions = site.openSessions()) {
            free = site.freeBytes();
            state = DiskSurvey.of(site, Set.of()).state();
            read(sessions, progress);
            if (!(state instanceof StoreState.InSingleFile)) {
                obstacles.add(state.words());
            }
            Forward.unfit(sessions).ifPresent(obstacles::add);
            if (GatewayLock.isHeld(site, sessions)) {
                obstacles.add(site.names().lock() + " is there: somebody writes the single file");
            }
        } catch (RefusedException | Source.UnfitException refused) {
            obstacles.add(Forward.words(refused));
        } catch (NoSuchFileException absent) {
            obstacles.add("there is no single file");
        }
        long required = Forward.requiredBytes(bytes, scan);
        if (free.isPresent() && free.getAsLong() < required) {
            obstacles.add(free.getAsLong() + " bytes are free, " + required + " are needed");
        }
        site.seams().guard().objection(MigrationGuard.Step.STAGE).ifPresent(obstacles::add);
        return new MigrationPlan(
                scan.sessions(),
                bytes,
                scan.folded(),
                scan.longestName(),
                scan.cutNames(),
                required,
                free,
                identity,
                state,
                obstacles);
    }

    private void read(Directory sessions, MigrationProgress progress) throws IOException {
        if (sessions.look(site.names().file()).isEmpty()) {
            return;
        }
        try (Source source = Source.pin(sessions, site.names().file(), site.root().uid())) {
            identity = Optional.of(source.facts().identity());
            bytes = source.facts().size();
            scan = SourceScan.of(source, site.settings(), progress);
        }
    }
}
