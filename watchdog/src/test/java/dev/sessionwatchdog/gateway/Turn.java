package dev.sessionwatchdog.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// One turn of a conversation, asked of a gateway by its own HTTP endpoint.
///
/// @param wished the word that the model was told to answer
/// @param answer all that the gateway said
record Turn(String wished, int status, String answer, Duration took) {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// Asks and waits for the answer.
    ///
    /// @param delay how long the model takes
    static Turn ask(int port, String session, String word, Duration delay)
            throws IOException, InterruptedException {
        String text = "DELAY=%d REPLY=%s".formatted(delay.toMillis(), word);
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + GatewayHome.TOKEN)
                        .header("Content-Type", "application/json")
                        .header("X-OpenClaw-Session-Key", GatewayHome.key(session))
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"openclaw\",\"messages\":[{\"role\":\"user\",\"content\":\""
                                                + text
                                                + "\"}]}"))
                        .build();
        long begun = System.nanoTime();
        try (HttpClient client = client()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            return new Turn(word, answer.statusCode(), answer.body(), took);
        }
    }

    /// To a gateway every wish for another protocol is one for a WebSocket.
    static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /// Whether the model's word came back.
    boolean succeeded() {
        return status == 200 && answer.contains("\"content\":\"" + wished + "\"");
    }
}
