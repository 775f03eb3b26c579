package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.QuarantineActs;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Where verbs leave what the sweeping thread shall do, and find the answer: files in
/// `.session-watchdog/requests/`, readable and writable by the gateway's user only.
final class RequestDesk {

    /// Sweeps the root at once.
    interface SweepNow {
        SweepRecord sweep() throws IOException, InterruptedException;
    }

    static final String SWEEP = "sweep";
    static final String REQUEST_SCHEMA = "session-watchdog.request/1";
    static final String ANSWER_SCHEMA = "session-watchdog.answer/1";

    /// Requests taken up at once; the others wait for the next turn.
    private static final int MAX_AT_ONCE = 64;

    private static final int MAX_BYTES = 64 * 1024;

    private final Root root;
    private final QuarantineActs quarantine;
    private final LookingDesk looking;
    private final MigrationDesk migrations;
    private RequestedReload reload = () -> Reply.refused("only a daemon has something to reload");

    RequestDesk(
            Root root, QuarantineActs quarantine, LookingDesk looking, MigrationDesk migrations) {
        this.root = root;
        this.quarantine = quarantine;
        this.looking = looking;
        this.migrations = migrations;
    }

    void reloadBy(RequestedReload other) {
        reload = other;
    }

    /// Makes the directory, so that it can be watched.
    void open() throws IOException {
        try (Directory top = root.open(Place.TOP);
                Directory home = top.openOrMake(ControlFiles.HOME.name());
                Directory requests = home.openOrMake(ControlFiles.REQUESTS.name())) {
            requests.sync();
        }
    }

    /// Carries out every request that is there and answers it.
    ///
    /// @throws IOException if the forensic log or the directory is out of reach
    void answerAll(SweepNow sweepNow, Permission permission)
            throws IOException, InterruptedException {
        try (Directory requests = root.open(ControlFiles.REQUESTS)) {
            List<Name> waiting = new ArrayList<>();
            requests.list((name, _) -> {
                if (name.value().endsWith(ControlFiles.REQUEST_SUFFIX)) {
                    waiting.add(name);
                }
                return waiting.size() < MAX_AT_ONCE;
            });
            for (Name name : waiting) {
                answer(requests, name, sweepNow, permission);
            }
        } catch (NoSuchFileException none) {
            // Nobody has asked anything yet.
        }
    }

    private void answer(Directory requests, Name request, SweepNow sweepNow, Permission permission)
            throws IOException, InterruptedException {
        Optional<JsonNode> asked = read(requests, request);
        Reply reply =
                asked.isPresent()
                        ? carryOut(asked.get(), sweepNow, permission)
                        : Reply.refused("the request cannot be read");
        String id =
                request.value()
                        .substring(
                                0, request.value().length() - ControlFiles.REQUEST_SUFFIX.length());
        ObjectNode answer =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("schema", ANSWER_SCHEMA)
                        .put("kind", reply.kind().name())
                        .put("message", reply.message());
        reply.data().ifPresent(data -> answer.set("data", data));
        byte[] text = answer.toString().getBytes(StandardCharsets.UTF_8);
        requests.delete(request);
        try {
            requests.create(new Name(id + ControlFiles.ANSWER_SUFFIX), text);
        } catch (FileAlreadyExistsException alreadyAnswered) {
            // The same request was left twice; the first answer stands.
        }
    }

    /// Carries out one request.
    Reply carryOut(JsonNode json, SweepNow sweepNow, Permission permission)
            throws IOException, InterruptedException {
        String item = json.path("item").asString("");
        return switch (json.path("verb").asString("")) {
            case QuarantineActs.RESTORE -> {
                String to = json.path("to").asString("");
                try {
                    yield reply(
                            quarantine.restore(
                                    item,
                                    to.isEmpty() ? Optional.empty() : Optional.of(Place.of(to))));
                } catch (IllegalArgumentException notAPlace) {
                    yield Reply.refused("not a place below the root: " + Printable.of(to));
                }
            }
            case QuarantineActs.PURGE -> reply(quarantine.purge(item));
            case RequestedReload.VERB -> reload.reload();
            case SWEEP -> new Reply(Reply.Kind.DONE, sweepNow.sweep().words(), Optional.empty());
            default -> {
                Optional<Reply> looked = looking.answer(json, permission);
                yield (looked.isPresent() ? looked : migrations.answer(json, permission))
                        .orElseGet(() -> Reply.refused("this watchdog does not know the request"));
            }
        };
    }

    private static Reply reply(QuarantineActs.Answer answer) {
        Reply.Kind kind =
                switch (answer.kind()) {
                    case DONE -> Reply.Kind.DONE;
                    case REFUSED -> Reply.Kind.REFUSED;
                    case FAILED -> Reply.Kind.FAILED;
                };
        return new Reply(kind, answer.message(), Optional.empty());
    }

    private Optional<JsonNode> read(Directory requests, Name request) throws IOException {
        try (Pinned file = requests.pin(request)) {
            Facts facts = file.facts();
            if (facts.type() != FileType.REGULAR
                    || facts.uid() != root.uid()
                    || facts.size() > MAX_BYTES) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) facts.size());
            int read;
            do {
                read = file.read(buffer, buffer.position());
            } while (read > 0 && buffer.hasRemaining());
            JsonNode json = JsonMapper.shared().readTree(buffer.array(), 0, buffer.position());
            return REQUEST_SCHEMA.equals(json.path("schema").asString(""))
                    ? Optional.of(json)
                    : Optional.empty();
        } catch (RefusedException | NoSuchFileException | JacksonException unreadable) {
            return Optional.empty();
        }
    }
}
