package dev.sessionwatchdog.host;

import dev.sessionwatchdog.store.forensic.Committed;
import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.Kind;
import dev.sessionwatchdog.store.forensic.Level;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One forensic event as an entry of systemd's journal: what was done, a message id that the
/// catalog explains, and the event's place in the chain, which the log's owner cannot change there.
///
/// Written in the journal's native protocol (systemd.io, "Native Journal Protocol"): `NAME=value`
/// and a newline, or for values with a newline the name, a newline, the length as 64 bits little
/// endian, the value and a newline. Long values are cut, so that an entry is one small datagram.
public final class JournalEntry {

    /// Of a value, in characters; no message of ours needs more, names from outside may.
    private static final int MOST = 4_000;

    /// Made once, for ever: catalogs and other people's filters go by them. The catalog has an
    /// entry for each.
    static final Map<String, String> MESSAGE_IDS =
            Map.ofEntries(
                    Map.entry("daemon.start", "7757c11856124287a9278bcf7e26b911"),
                    Map.entry("daemon.stop", "60d5f1cdcd664e0abedb731dabb7e8f3"),
                    Map.entry("agent.failed", "6304aba26ab547a5b67d4cb705f39c13"),
                    Map.entry("root.report_only", "6f062cb957794c26801f84ab9030b1ae"),
                    Map.entry("root.replaced", "a406aa9f92484bc5baada92beb39b3da"),
                    Map.entry("daemon.pause", "5f6eccb73eaf490ea26294cda55bf5f1"),
                    Map.entry("daemon.resume", "219656d732ef447e8b53e72294143157"),
                    Map.entry("config.reload", "f09505cfbe5a422785341a8533d0aea6"),
                    Map.entry("tmp.reap", "26f968180bbd427e96fecc1b74000ccd"),
                    Map.entry("lock.break", "7d3ed5c797544e8daa84b867c43ee3bc"),
                    Map.entry("lock.suspect", "a387903c64144832b13c635b1a6f2fcb"),
                    Map.entry("break.ineffective", "40e25f4f91ed4bc0965f1c6b3b782274"),
                    Map.entry("session.takeover", "c36f0d9148854629b0407a14c08b114d"),
                    Map.entry("lease.break", "1861a0cb27644e1b95126e1b9c546fe4"),
                    Map.entry("store.migrate", "958a27c2e91743feab1f2a86353395d6"),
                    Map.entry("store.rollback", "c396d274ef334e599b2af5950af9abbf"),
                    Map.entry("store.conflict", "af07ce6dd0c2462a98de81b9f67b1e23"),
                    Map.entry("store.backup", "1c8f38ed2e91459a94e8cbb614166de2"),
                    Map.entry("store.corrupt", "af4807c594be45b091bcf2e1504b8756"),
                    Map.entry("store.upgrading", "3d1deb9bb4b941ab961ec1080a4d77cb"),
                    Map.entry("quarantine.restore", "705a0b00acf848ff9a28751868405652"),
                    Map.entry("quarantine.purge", "8eba3227bee14b7ea808442d4838dfdb"),
                    Map.entry("visibility.lost", "57d5de9315a74af7891328b09cbed231"),
                    Map.entry("visibility.restored", "00c8bbfc142f486e8ce5ecb860ce497d"),
                    Map.entry("clock.step", "a5d999a9af214d9390e30e6a93542727"),
                    Map.entry("clock.resume", "6bd8b3c942f147b2a7b3fa2a18c27c20"),
                    Map.entry("clock.gap", "9c825e64f4e74e30a8623d7aee64fd96"),
                    Map.entry("watch.overflow", "dfda28cac38a4df194446194963740e0"),
                    Map.entry("sweep.summary", "25d8b11472014b479c96a23d365a208b"),
                    Map.entry("events.reserve", "cada96fb438741f08c77e17a99c5f1e5"),
                    Map.entry("notify.send", "35e60fb8938343e9b75a1f933250be0f"),
                    Map.entry("events.expire", "1909d012eb8a4d55be312d61f045592d"));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    private JournalEntry() {}

    /// Actions of events that the catalog explains.
    public static Set<String> actions() {
        return MESSAGE_IDS.keySet();
    }

    /// The datagram.
    public static byte[] of(Committed line) {
        ForensicEvent event = line.event();
        JournalEntry entry = new JournalEntry();
        entry.field("MESSAGE", event.message());
        Optional.ofNullable(MESSAGE_IDS.get(event.action()))
                .ifPresent(id -> entry.field("MESSAGE_ID", id));
        entry.field("PRIORITY", Integer.toString(priority(event)));
        entry.field("SYSLOG_IDENTIFIER", "session-watchdog");
        entry.field("SESSION_WATCHDOG_ACTION", event.action());
        entry.field("SESSION_WATCHDOG_PHASE", event.phase().word());
        event.reason().ifPresent(reason -> entry.field("SESSION_WATCHDOG_REASON", reason));
        entry.field("SESSION_WATCHDOG_EVENT", line.id());
        entry.field("SESSION_WATCHDOG_CHAIN", line.chainId());
        entry.field("SESSION_WATCHDOG_SEQUENCE", Long.toString(line.sequence()));
        entry.field("SESSION_WATCHDOG_SHA256", line.sha256());
        return entry.bytes.toByteArray();
    }

    /// syslog(3); an alert is at least a warning.
    private static int priority(ForensicEvent event) {
        int ofLevel =
                switch (event.level()) {
                    case DEBUG -> 7;
                    case INFO -> 6;
                    case WARN -> 4;
                    case ERROR -> 3;
                };
        return event.kind() == Kind.ALERT && event.level() != Level.ERROR ? 4 : ofLevel;
    }

    private void field(String name, String value) {
        String cut = value.length() <= MOST ? value : value.substring(0, MOST) + "...";
        byte[] text = cut.getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        if (cut.indexOf('\n') < 0) {
            bytes.write('=');
        } else {
            bytes.write('\n');
            bytes.writeBytes(
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(text.length)
                            .array());
        }
        bytes.writeBytes(text);
        bytes.write('\n');
    }
}
