package dev.sessionwatchdog.incident;

import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// A bad day of a gateway, about ten thousand events of it: orphans by the hundred, a process that
/// leaks one session's lock again and again, an owner that dies, a torn index, blindness, a machine
/// that sleeps, a daemon that is killed, and names that are made to harm whoever reads them.
/// Written by the real daemon with the real writer in the simulated world, the same in each run.
public final class RecordedIncident {

    /// Agents whose names are tags, formulas, or turn text around.
    public static final String TAG = "<script>alert(1)<";

    public static final String REVERSED = "\u202egpj.exe\u0007";
    public static final String LONG = "n".repeat(180);

    private static final int ROUNDS = 12;
    private static final int TEMPS = 400;
    private static final String LEAKED = "5e5b0789-dc10-435b-8f07-bc76d1055a2c.jsonl";
    private static final Duration OLD = Duration.ofHours(5);

    private static Map<String, String> written = Map.of();

    private final World world = World.seeded(20_260_601);
    private long temps;

    private RecordedIncident() {}

    /// Writes it for somebody who wants to try the verbs on it.
    ///
    /// @param args the state directory
    public static void main(String[] args) throws Exception {
        writeTo(Path.of(args[0]));
    }

    /// Writes the log where a daemon of this state directory would have.
    public static synchronized void writeTo(Path state) throws Exception {
        if (written.isEmpty()) {
            RecordedIncident incident = new RecordedIncident();
            incident.happen();
            written = incident.log();
        }
        Path events = Files.createDirectories(state.resolve("events"));
        for (Map.Entry<String, String> file : written.entrySet()) {
            Files.writeString(events.resolve(file.getKey()), file.getValue());
        }
    }

    private Map<String, String> log() {
        Map<String, String> files = new TreeMap<>();
        for (String path : world.disk().paths().keySet()) {
            if (path.startsWith(World.EVENTS + "/") && world.disk().isFile(path)) {
                files.put(path.substring(World.EVENTS.length() + 1), world.disk().text(path));
            }
        }
        return files;
    }

    private void happen() throws Exception {
        world.index().session(LEAKED, "{}\n", Duration.ofMinutes(1));
        SimulatedOwner gateway = world.gateway(7, Duration.ofHours(3));
        hostileAgents();
        for (int round = 0; round < ROUNDS; round++) {
            orphans(World.SESSIONS);
            gateway.take(LEAKED + ".lock", gateway.declaring(Duration.ofMinutes(10)));
            locks(round);
            mishap(round);
            world.live(Duration.ofMinutes(20));
            world.time().at(Duration.ofSeconds(1), world::index);
            world.live(Duration.ofMinutes(20));
        }
    }

    private void mishap(int round) throws IOException {
        switch (round) {
            case 2 -> world.processes().blind();
            case 3 -> world.processes().sees();
            case 5 -> world.time().sleepMachine(Duration.ofHours(2));
            case 6 -> world.session("sessions.json", "{\"torn\":", Duration.ZERO);
            case 8 -> {
                world.kill();
                world.time().advance(Duration.ofMinutes(50));
            }
            case 4 -> world.time().at(Duration.ofMinutes(15), this::complain);
            case 9 ->
                    world.disk()
                            .symlink(
                                    World.SESSIONS
                                            + "/sessions.json.4be19c52-3f0e-4c57-9a57-5a0d3f4f9a10.tmp",
                                    "/etc/passwd");
            case 10 -> world.time().stepWall(Duration.ofMinutes(7));
            default -> {}
        }
    }

    private void complain() {
        world.complain(
                world.time().moment().wall()
                        + " [agent] session file locked (timeout 10000ms): pid=7 "
                        + LEAKED
                        + ".lock");
    }

    private void orphans(String directory) {
        for (int i = 0; i < TEMPS; i++) {
            orphan(directory);
        }
    }

    private void orphan(String directory) {
        UUID name = UUID.nameUUIDFromBytes(("temp " + temps++).getBytes(StandardCharsets.UTF_8));
        String content = "x".repeat((int) (temps * 7919 % 4096));
        world.disk()
                .file(
                        directory + "/sessions.json." + name + ".tmp",
                        content.getBytes(StandardCharsets.UTF_8),
                        world.time().moment().wall().minus(OLD).minusSeconds(temps));
    }

    /// Locks of processes that die with them in their hands, a few in each round.
    private void locks(int round) {
        for (int i = 0; i < 6; i++) {
            SimulatedOwner owner = world.owner(100L + round * 10L + i, Duration.ofHours(1));
            UUID id =
                    UUID.nameUUIDFromBytes(
                            ("lock " + round + "." + i).getBytes(StandardCharsets.UTF_8));
            world.session(id + ".jsonl", "{}\n", Duration.ofMinutes(1));
            owner.take(id + ".jsonl.lock", owner.declaring(Duration.ofMinutes(17)));
            world.time().at(Duration.ofMinutes(2 + i), owner::die);
        }
    }

    private void hostileAgents() {
        for (String agent :
                new String[] {TAG, "=cmd|' C calc'!A0", REVERSED, LONG, "a&b \"c\" 'd'"}) {
            String sessions = World.ROOT + "/agents/" + agent + "/sessions";
            world.disk().mkdirs(sessions);
            world.disk().file(sessions + "/sessions.json", "{}");
            orphan(sessions);
            orphan(sessions);
        }
    }
}
