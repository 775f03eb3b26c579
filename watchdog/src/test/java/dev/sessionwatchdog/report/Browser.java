package dev.sessionwatchdog.report;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A headless Chromium with one page, steered by the DevTools protocol: what it asked for and what
/// it complained about is kept.
final class Browser implements Closeable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final HttpClient client;
    private final WebSocket socket;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting;
    private final List<JsonNode> events;

    private Browser(
            Process process,
            HttpClient client,
            WebSocket socket,
            Map<Integer, CompletableFuture<JsonNode>> waiting,
            List<JsonNode> events) {
        this.process = process;
        this.client = client;
        this.socket = socket;
        this.waiting = waiting;
        this.events = events;
    }

    /// Where it is installed; empty if it is not.
    static Optional<Path> installed() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Path program, Path profile) throws Exception {
        Process process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--hide-scrollbars",
                                "--window-size=1280,1600",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .redirectOutput(profile.resolveSibling("chromium.log").toFile())
                        .start();
        try {
            return connected(process, profile);
        } catch (Exception | Error failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    private static Browser connected(Process process, Path profile) throws Exception {
        Path port = profile.resolve("DevToolsActivePort");
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.exists(port) && Files.readAllLines(port).size() == 2);
        HttpClient client = HttpClient.newHttpClient();
        URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).getFirst() + "/json");
        JsonNode page =
                JSON.readTree(
                                client.send(
                                                HttpRequest.newBuilder(list).build(),
                                                HttpResponse.BodyHandlers.ofString())
                                        .body())
                        .valueStream()
                        .filter(target -> target.path("type").asString("").equals("page"))
                        .findFirst()
                        .orElseThrow();
        Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
        List<JsonNode> events = new CopyOnWriteArrayList<>();
        WebSocket socket =
                client.newWebSocketBuilder()
                        .buildAsync(
                                URI.create(page.path("webSocketDebuggerUrl").asString()),
                                new Ear(waiting, events))
                        .get(30, TimeUnit.SECONDS);
        Browser browser = new Browser(process, client, socket, waiting, events);
        for (String domain : List.of("Page", "Network", "Log", "Runtime")) {
            browser.send(domain + ".enable", JSON.createObjectNode());
        }
        return browser;
    }

    /// Hears answers and events, which may come in parts.
    private record Ear(
            Map<Integer, CompletableFuture<JsonNode>> waiting,
            List<JsonNode> events,
            StringBuilder text)
            implements WebSocket.Listener {

        private Ear(Map<Integer, CompletableFuture<JsonNode>> waiting, List<JsonNode> events) {
            this(waiting, events, new StringBuilder());
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean whole) {
            text.append(data);
            if (whole) {
                JsonNode said = JSON.readTree(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> asked = waiting.remove(said.path("id").asInt(-1));
                if (asked == null) {
                    events.add(said);
                } else {
                    asked.complete(said);
                }
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    JsonNode send(String method, ObjectNode parameters) throws Exception {
        int id = last.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        ObjectNode command = JSON.createObjectNode().put("id", id).put("method", method);
        command.set("params", parameters);
        socket.sendText(command.toString(), true).get(30, TimeUnit.SECONDS);
        JsonNode said = answer.get(60, TimeUnit.SECONDS);
        if (said.has("error")) {
            throw new IOException(method + ": " + said.path("error"));
        }
        return said.path("result");
    }

    static ObjectNode with(String name, String value) {
        return JSON.createObjectNode().put(name, value);
    }

    static ObjectNode with(String name, boolean value) {
        return JSON.createObjectNode().put(name, value);
    }

    /// Loads a file and waits until the page says that it is loaded.
    void open(Path file) throws Exception {
        events.clear();
        send("Page.navigate", with("url", file.toUri().toString()));
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> events.stream().anyMatch(it -> is(it, "Page.loadEventFired")));
    }

    private static boolean is(JsonNode event, String method) {
        return event.path("method").asString("").equals(method);
    }

    /// The value of an expression in the page.
    JsonNode value(String expression) throws Exception {
        ObjectNode asked = with("expression", expression).put("returnByValue", true);
        JsonNode result = send("Runtime.evaluate", asked);
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /// What the page asked the world for, itself not included.
    List<String> requests(Path page) {
        return events.stream()
                .filter(event -> is(event, "Network.requestWillBeSent"))
                .map(event -> event.at("/params/request/url").asString(""))
                .filter(url -> !url.equals(page.toUri().toString()))
                .toList();
    }

    /// What the browser or the page complained about.
    List<String> complaints() {
        return events.stream()
                .filter(event ->
                        is(event, "Runtime.exceptionThrown")
                                || is(event, "Runtime.consoleAPICalled")
                                || is(event, "Log.entryAdded"))
                .map(event -> event.path("params").toString())
                .toList();
    }

    /// Why requests were refused, in the browser's words.
    List<String> refusals() {
        return events.stream()
                .filter(event -> is(event, "Network.loadingFailed"))
                .map(event -> event.at("/params/blockedReason").asString(""))
                .toList();
    }

    /// The beginning of the page as a picture.
    void picture(Path file) throws Exception {
        ObjectNode asked = with("format", "png").put("captureBeyondViewport", true);
        asked.putObject("clip")
                .put("x", 0)
                .put("y", 0)
                .put("width", 1280)
                .put("height", 4000)
                .put("scale", 1);
        String data = send("Page.captureScreenshot", asked).path("data").asString();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        client.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
