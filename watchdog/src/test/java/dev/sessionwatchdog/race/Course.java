package dev.sessionwatchdog.race;

import dev.sessionwatchdog.action.ExaminedLock;
import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// One race: a stale owner that wakes and releases around the break, two acquirers, one breaker.
final class Course implements AutoCloseable {

    static final Place LOCK = Place.of("s.jsonl.lock");

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long LEAD = 2 * MILLI;
    private static final long MAX_BYTES = 64 * 1024;

    private final Path top;
    private final Path lock;
    private final long pause;
    private final Random random;
    private final Root root;
    private final Party owner;
    private final List<Party> acquirers;

    Course(Path top, long pause, long seed) throws IOException {
        this.top = top;
        this.lock = top.resolve(LOCK.toString());
        this.pause = pause;
        this.random = new Random(seed);
        this.root = LocalRoot.open(top, LocalRoot.Natives.AUTO);
        this.owner = Party.start(lock);
        this.acquirers = List.of(Party.start(lock), Party.start(lock));
    }

    /// What the stale owner is and does.
    private enum Stale {
        /// Alive, has it open, releases about when it is broken, which is by its age.
        WAKES(InUseDemand.NOT_ASKED),
        /// The same, but it is only broken if the kernel says that nobody has it open.
        WAKES_UNDER_A_CLAIM(InUseDemand.CLOSED),
        /// Has forgotten it.
        FORGOT(InUseDemand.CLOSED);

        private final InUseDemand demand;

        Stale(InUseDemand demand) {
            this.demand = demand;
        }

        private static Stale of(int round) {
            return switch (round % 5) {
                case 3 -> WAKES_UNDER_A_CLAIM;
                case 4 -> FORGOT;
                default -> WAKES;
            };
        }
    }

    void run(Breaker breaker, Race race, int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            round(breaker, race, round);
            tidy();
        }
    }

    private void round(Breaker breaker, Race race, int round) throws IOException {
        Stale stale = Stale.of(round);
        owner.tell("own stale-" + round);
        owner.answer();
        if (stale == Stale.FORGOT) {
            owner.tell("let-go");
            owner.answer();
        }
        breaker.prepare(examine());
        long start = System.nanoTime() + LEAD;
        if (stale != Stale.FORGOT) {
            owner.tell("release " + (start + within(-200 * MICRO, 600 * MICRO + pause)));
        }
        for (int i = 0; i < acquirers.size(); i++) {
            acquirers.get(i).tell(acquire(id(round, i), start));
        }
        Contestant.await(start);
        Attempt attempt = breaker.go(stale.demand);
        String ownerFound = stale == Stale.FORGOT ? "" : owner.answer()[2];
        List<Hold> holds = new ArrayList<>();
        for (int i = 0; i < acquirers.size(); i++) {
            Hold.of(id(round, i), acquirers.get(i).answer()).ifPresent(holds::add);
        }
        Attempt again = breaker.again();
        List<Attempt.Freed> freed = new ArrayList<>(attempt.freed());
        freed.addAll(again.freed());
        if (breaker instanceof CapturingBreaker capturing && !attempt.gaps().isEmpty()) {
            race.gap(capturing.lastGap);
        }
        boolean standing = Files.deleteIfExists(lock);
        new Referee(race).judge(attempt, ownerFound, holds, freed, standing);
    }

    private String id(int round, int acquirer) {
        return "acquirer-" + acquirer + "-" + round;
    }

    /// Gateways wait 50 ms and more between two attempts; these wait 1 to 4.
    private String acquire(String id, long start) {
        return String.join(
                " ",
                "acquire",
                id,
                Long.toString(start + within(-300 * MICRO, MILLI + pause)),
                Long.toString(start + pause + 8 * MILLI),
                Long.toString(within(MILLI, 12 * MILLI)),
                Long.toString(within(MILLI, 4 * MILLI)));
    }

    private long within(long from, long to) {
        return random.nextLong(from, to);
    }

    private ExaminedLock examine() throws IOException {
        try (Directory directory = root.open(LOCK.parent());
                Pinned file = directory.pin(LOCK.name())) {
            Facts facts = file.facts();
            return new ExaminedLock(LOCK, facts, ContentHash.of(file, facts.size(), MAX_BYTES));
        }
    }

    /// Nothing piles up: the quarantine of a round goes, unlike in life, with the round.
    private void tidy() throws IOException {
        Path quarantine = top.resolve(".session-watchdog/quarantine");
        if (!Files.isDirectory(quarantine)) {
            return;
        }
        List<Path> below;
        try (Stream<Path> tree = Files.walk(quarantine)) {
            below = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : below) {
            if (!path.equals(quarantine)) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Party party : Stream.concat(Stream.of(owner), acquirers.stream()).toList()) {
            party.close();
        }
        root.close();
    }
}
