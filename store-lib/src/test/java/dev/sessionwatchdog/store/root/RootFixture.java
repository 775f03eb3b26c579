package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A root in a world with one directory `d`, and what tests say about it.
abstract class RootFixture {

    static final Name F = new Name("f");
    static final Name G = new Name("g");

    private Optional<Root> root = Optional.empty();

    abstract World world();

    abstract Root openRoot() throws IOException;

    /// The same root, in which somebody acts between the last look and the rename of a found file.
    abstract Root openDisturbed(BeforeRename before) throws IOException;

    @BeforeEach
    void opensTheRoot() throws IOException {
        world().mkdir("d");
        root = Optional.of(openRoot());
    }

    @AfterEach
    void closesTheRoot() throws IOException {
        if (root.isPresent()) {
            root.get().close();
        }
    }

    final Root root() {
        return root.orElseThrow();
    }

    final Directory open(String place) throws IOException {
        return root().open(Place.of(place));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Pinned pinned) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        int count = pinned.read(buffer, 0);
        return new String(buffer.array(), 0, Math.max(0, count), StandardCharsets.UTF_8);
    }

    static void assertRefused(String kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class, it -> assertThat(it.kind()).isEqualTo(kind));
    }

    final Removal done() {
        return new Removal.Done(!root().assurance().degraded());
    }

    static int count(Directory directory) {
        int[] count = {0};
        try {
            directory.list((_, _) -> ++count[0] > 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return count[0];
    }
}
