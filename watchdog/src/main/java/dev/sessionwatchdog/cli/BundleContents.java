package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.Effective;
import dev.sessionwatchdog.incident.EventSearch;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.store.forensic.ForensicVerifier;
import dev.sessionwatchdog.store.forensic.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a bug report needs, redacted: nothing of a session is read for it.
final class BundleContents {

    private static final int EVENTS = 500;
    private static final Path WATCHES = Path.of("/proc/sys/fs/inotify/max_user_watches");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Cli cli;
    private final Setup setup;
    private final Redaction redaction;

    BundleContents(Cli cli, Setup setup) {
        this.cli = cli;
        this.setup = setup;
        this.redaction = new Redaction(setup.source().surroundings().home());
    }

    /// @param what it is, for people
    record Entry(String what, String content) {}

    /// Each file's name and content.
    SequencedMap<String, Entry> collect() throws IOException {
        SequencedMap<String, Entry> entries = new LinkedHashMap<>();
        entries.put("facts.json", entry("the machine and this build", facts()));
        entries.put("status.json", entry("what guards each root, its last sweep", status()));
        entries.put("config.json", entry("every setting in force", settings()));
        try (OpenLog log = new LogPlace(cli).open()) {
            entries.put("verify.json", entry("whether the log holds", integrity(log)));
            entries.put("events.jsonl", new Entry("the newest events", events(log)));
        } catch (Failure noLog) {
            cli.sayMore(String.valueOf(noLog.getMessage()));
        }
        return entries;
    }

    private Entry entry(String what, JsonNode content) {
        return new Entry(what, redaction.of(content).toPrettyString() + "\n");
    }

    private ObjectNode facts() {
        ObjectNode facts = JSON.createObjectNode().put("version", Version.current());
        facts.put("image", Version.image().isPresent());
        facts.put("java", Runtime.version().toString());
        for (String property : List.of("os.name", "os.version", "os.arch")) {
            facts.put(property.replace('.', '_'), System.getProperty(property, ""));
        }
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("native_calls", setup.natives().name());
        facts.put("max_user_watches", firstLine(WATCHES));
        ArrayNode roots = facts.putArray("roots");
        for (Config.RootConfig root : setup.config().roots()) {
            Path path = Path.of(root.path());
            ObjectNode node = roots.addObject().put("path", root.path());
            node.put("file_system", fileSystem(path));
            node.put("link", Files.isSymbolicLink(path));
            node.put("writable", Files.isWritable(path));
        }
        return facts;
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).getFirst();
        } catch (IOException notHere) {
            return "unknown";
        }
    }

    private static String fileSystem(Path path) {
        try {
            return Files.getFileStore(path).type();
        } catch (IOException notHere) {
            return "unknown";
        }
    }

    private ObjectNode status() {
        ObjectNode status = JSON.createObjectNode();
        ArrayNode roots = status.putArray("roots");
        for (Config.RootConfig root : setup.config().roots()) {
            Optional<DaemonStatus> known = DaemonStatus.read(Path.of(root.path()));
            ObjectNode node = roots.addObject().put("root", root.path());
            node.put("alive", known.map(DaemonStatus::alive).orElse(false));
            known.ifPresent(it -> node.set("daemon", it.json()));
        }
        return status;
    }

    private ObjectNode settings() {
        ObjectNode settings = JSON.createObjectNode();
        settings.put("sha256", setup.loaded().sha256());
        for (Effective each : setup.loaded().settings()) {
            settings.set(each.path(), JSON.valueToTree(each.value()));
        }
        return settings;
    }

    private static ObjectNode integrity(OpenLog log) throws IOException {
        Verification found = ForensicVerifier.verify(log.directory());
        ObjectNode node = JSON.createObjectNode().put("sound", found.sound());
        node.put("events", found.lines()).put("segments", found.segments());
        node.put("open_intents", found.openIntentCount());
        ArrayNode problems = node.putArray("problems");
        found.problems().forEach(problem -> problems.add(problem.sentence()));
        return node;
    }

    private String events(OpenLog log) throws IOException {
        return new EventSearch(log.reader())
                .newest(EVENTS, _ -> true).stream()
                        .map(LoggedEvent::json)
                        .map(event -> redaction.of(event).toString() + "\n")
                        .collect(Collectors.joining());
    }

    /// Says what the files are.
    static String about(Map<String, Entry> entries) {
        return "What session-watchdog bundle collected. The home directory, the host's name, session\n"
                + "keys, command lines and the content of locks are taken out, agents' names are hashes;\n"
                + "therefore events.jsonl does not verify. Nothing of a session was read.\n\n"
                + entries.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue().what() + "\n")
                        .collect(Collectors.joining());
    }
}
