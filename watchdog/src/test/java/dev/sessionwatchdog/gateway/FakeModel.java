package dev.sessionwatchdog.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model that speaks OpenAI's chat completions on the loopback interface and does as it is told:
/// the last user's message with `REPLY=word` is answered by that word, after `DELAY=milliseconds`.
final class FakeModel implements AutoCloseable {

    private static final Pattern REPLY = Pattern.compile("REPLY=([A-Za-z0-9-]+)");
    private static final Pattern DELAY = Pattern.compile("DELAY=([0-9]{1,6})");
    private static final String CHUNK =
            "{\"id\":\"c\",\"object\":\"chat.completion%s\",\"created\":1,\"model\":\"fake-1\","
                    + "\"choices\":[%s]%s}";
    private static final String USAGE =
            ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,\"total_tokens\":12}";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /// One request: the texts of its messages, in their order.
    ///
    /// @param reply the word that it asks for
    record Asked(String reply, List<String> texts) {

        /// Whether an earlier part of the conversation was sent along.
        boolean knows(String word) {
            return texts.stream().anyMatch(text -> text.contains(word));
        }
    }

    private FakeModel(HttpServer server) {
        this.server = server;
    }

    static FakeModel start() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        FakeModel model = new FakeModel(HttpServer.create(new InetSocketAddress(loopback, 0), 0));
        model.server.createContext("/", model::answer);
        model.server.setExecutor(model.threads);
        model.server.start();
        return model;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// What it was asked so far.
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    /// The requests for a certain reply.
    List<Asked> asked(String reply) {
        return asked.stream().filter(one -> one.reply().equals(reply)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().endsWith("/chat/completions")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            JsonNode request =
                    JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            String wish = wish(request);
            String reply = found(REPLY, wish, "ok");
            asked.add(new Asked(reply, texts(request)));
            long delay = Long.parseLong(found(DELAY, wish, "0"));
            if (closed.await(delay, TimeUnit.MILLISECONDS)) {
                return;
            }
            boolean stream = request.path("stream").asBoolean(false);
            byte[] body =
                    (stream ? streamed(reply) : whole(reply)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", stream ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /// The last message of a user that wishes for something.
    private static String wish(JsonNode request) {
        String wish = "";
        for (JsonNode message : request.path("messages")) {
            String text = text(message);
            if (message.path("role").asString("").equals("user") && REPLY.matcher(text).find()) {
                wish = text;
            }
        }
        return wish;
    }

    private static List<String> texts(JsonNode request) {
        List<String> texts = new ArrayList<>();
        request.path("messages").forEach(message -> texts.add(text(message)));
        return List.copyOf(texts);
    }

    /// Content is a text or a list of parts with texts.
    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        return content.isString() ? content.asString() : content.toString();
    }

    private static String found(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        String last = otherwise;
        while (matcher.find()) {
            last = matcher.group(1);
        }
        return last;
    }

    private static String whole(String reply) {
        return CHUNK.formatted(
                "", choice("message", said(reply)).replace("null", "\"stop\""), USAGE);
    }

    private static String streamed(String reply) {
        String end = choice("delta", "").replace("null", "\"stop\"");
        return String.join(
                "",
                event(CHUNK.formatted(".chunk", choice("delta", said(reply)), "")),
                event(CHUNK.formatted(".chunk", end, "")),
                event(CHUNK.formatted(".chunk", "", USAGE)),
                event("[DONE]"));
    }

    private static String said(String reply) {
        return "\"role\":\"assistant\",\"content\":\"" + reply + '"';
    }

    private static String choice(String name, String members) {
        return "{\"index\":0,\"" + name + "\":{" + members + "},\"finish_reason\":null}";
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    /// Ends, also what is still waiting for its answer.
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}
