package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The model that the scenes beside real gateways are played with.
final class FakeModelTest {

    @Test
    void answers_the_last_wish_and_remembers_what_it_was_told() throws Exception {
        try (FakeModel model = FakeModel.start()) {
            assertThat(ask(model, "REPLY=two", false)).contains("\"content\":\"two\"");
            assertThat(model.asked("two"))
                    .singleElement()
                    .satisfies(asked -> {
                        assertThat(asked.texts()).hasSize(4);
                        assertThat(asked.knows("REPLY=one")).isTrue();
                        assertThat(asked.knows("REPLY=three")).isFalse();
                    });
            assertThat(model.asked("one")).isEmpty();
        }
    }

    @Test
    void streams_when_it_is_asked_to_and_takes_the_time_that_it_is_told() throws Exception {
        try (FakeModel model = FakeModel.start()) {
            Instant begun = Instant.now();
            assertThat(ask(model, "DELAY=300 REPLY=slow", true))
                    .startsWith("data: {")
                    .contains("chat.completion.chunk", "\"content\":\"slow\"")
                    .endsWith("data: [DONE]\n\n");
            assertThat(Duration.between(begun, Instant.now()))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    private static String ask(FakeModel model, String wish, boolean stream) throws Exception {
        String history =
                """
                {"messages": [
                  {"role": "user", "content": "REPLY=one"},
                  {"role": "assistant", "content": "one"},
                  {"role": "user", "content": [{"type": "text", "text": "WISH"}]},
                  {"role": "user", "content": "no wish"}
                ], "stream": STREAM}
                """
                        .replace("WISH", wish)
                        .replace("STREAM", Boolean.toString(stream));
        URI uri = URI.create("http://127.0.0.1:" + model.port() + "/v1/chat/completions");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(uri)
                                    .POST(HttpRequest.BodyPublishers.ofString(history))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
