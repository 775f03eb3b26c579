package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.HealthProbe;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.Sightings;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which gateway generation owns each store, and what stores that are not ours to clean hold of
/// temps and locks (S50-S52).
final class EraChecks {

    private static final String CHECK = "era";

    private final Circumstances circumstances;
    private final GuardedTree tree;

    EraChecks(Circumstances circumstances, GuardedTree tree) {
        this.circumstances = circumstances;
        this.tree = tree;
    }

    /// @param temps in all its stores
    private record Tally(int stores, int temps, int locks, Place example) {
        Tally and(StoreObservation store) {
            return new Tally(
                    stores + 1,
                    temps + store.temps().size() + store.beyondBound(),
                    locks + store.locks().size(),
                    example);
        }
    }

    List<Result> look() throws IOException {
        if (!tree.opens()) {
            return List.of();
        }
        Map<Era, Tally> tallies = new EnumMap<>(Era.class);
        try (Root root = tree.open()) {
            Observer observer = observer(root);
            observer.beginLook();
            for (Place place : tree.stores(root, new ArrayList<>())) {
                observe(observer, root, place)
                        .ifPresent(store ->
                                tallies.merge(
                                        store.era(),
                                        new Tally(0, 0, 0, place).and(store),
                                        (all, _) -> all.and(store)));
            }
        }
        List<Result> results = new ArrayList<>();
        tallies.forEach((era, tally) -> results.add(judge(era, tally)));
        return results;
    }

    /// Nothing tells an era there, and nothing has to.
    private static boolean isEmpty(Root root, Place place) throws IOException {
        boolean[] empty = {true};
        try (Directory directory = root.open(place)) {
            directory.list((_, _) -> {
                empty[0] = false;
                return false;
            });
        }
        return empty[0];
    }

    /// Nothing of a store that is empty or cannot be read.
    private Optional<StoreObservation> observe(Observer observer, Root root, Place place) {
        try {
            return isEmpty(root, place)
                    ? Optional.empty()
                    : Optional.of(observer.observe(place, circumstances.time().moment().wall()));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Observer observer(Root root) {
        return new Observer(
                root,
                new HealthProbe(circumstances.config().limits().index()),
                new Sightings(new Attention(circumstances.time().moment(), Attention.SETTLING)),
                tree.config().gatewayReads() == Config.GatewayReads.DIRECTORY);
    }

    private Result judge(Era era, Tally tally) {
        String stores =
                Spans.count(tally.stores, "store")
                        + " of the "
                        + era.word()
                        + " era, such as "
                        + tally.example;
        return switch (era) {
            case SINGLE_FILE, DIRECTORY -> new Result.Ok(CHECK, stores);
            case SQLITE -> database(tally, stores);
            case UPGRADING ->
                    Result.Finding.warning(
                            CHECK,
                            Harm.IDLE,
                            Spans.count(tally.stores, "store")
                                    + " between the file and the database, such as "
                                    + tally.example,
                            "the gateway's import is not over: whatever is left there is its"
                                    + " source, and nothing of it is touched until it is",
                            gateway("openclaw doctor"));
            case MIXED, UNKNOWN ->
                    Result.Finding.warning(
                            CHECK,
                            Harm.IDLE,
                            stores,
                            "what is there does not tell which gateway writes it: nothing in it is"
                                    + " touched",
                            "session-watchdog explain "
                                    + ShellWord.of(
                                            tree.real()
                                                    .resolve(tally.example.toString())
                                                    .resolve("sessions.json")));
        };
    }

    private Result database(Tally tally, String stores) {
        if (tally.temps == 0 && tally.locks == 0) {
            return new Result.Ok(CHECK, stores + "; nothing is left of the files before it");
        }
        return Result.Finding.warning(
                CHECK,
                Harm.IDLE,
                Spans.count(tally.temps, "temp")
                        + " and "
                        + Spans.count(tally.locks, "lock")
                        + " are left in stores whose gateway keeps its sessions in a database,"
                        + " such as "
                        + tally.example,
                "they are the gateway's history, which we never touch; its own commands clean up",
                gateway("openclaw sessions cleanup --dry-run"),
                gateway("openclaw sessions cleanup --enforce"),
                gateway("openclaw doctor --fix"));
    }

    private String gateway(String command) {
        return "OPENCLAW_STATE_DIR=" + ShellWord.of(tree.real()) + " " + command;
    }
}
