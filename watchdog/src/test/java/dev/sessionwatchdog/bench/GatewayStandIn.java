package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A process that writes as a gateway does: its whole index anew by a temp and a rename, five times
/// a second, and lines to transcripts. It ends when its standard input does.
///
/// Arguments: the directory of sessions, the bytes of the index, the file to report to. A line of
/// the report is what it was, when it began (monotonic nanoseconds) and how long it took.
final class GatewayStandIn {

    private static final Duration TICK = Duration.ofMillis(20);
    private static final int TICKS_PER_INDEX = 10;
    private static final int TRANSCRIPTS = 16;

    /// One write.
    record Write(String kind, long startNanos, long tookNanos) {

        static Write parse(String line) {
            String[] parts = line.split(" ", -1);
            return new Write(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }
    }

    private final Path sessions;
    private final ByteBuffer index;
    private final ByteBuffer line =
            ByteBuffer.wrap(
                    ("{\"type\":\"message\",\"text\":\"" + "t".repeat(400) + "\"}\n")
                            .getBytes(StandardCharsets.UTF_8));
    private final List<Write> writes = new ArrayList<>();

    private GatewayStandIn(Path sessions, int bytes) {
        this.sessions = sessions;
        this.index = index(bytes);
    }

    static void main(String[] arguments) throws IOException, InterruptedException {
        GatewayStandIn gateway =
                new GatewayStandIn(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        gateway.run();
        try (PrintWriter report = new PrintWriter(arguments[2], StandardCharsets.UTF_8)) {
            for (Write write : gateway.writes) {
                report.println(write.kind + " " + write.startNanos + " " + write.tookNanos);
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        long next = System.nanoTime();
        for (int tick = 0; ; tick++) {
            if (System.in.available() > 0) {
                return;
            }
            append(tick);
            if (tick % TICKS_PER_INDEX == 0) {
                replaceIndex();
            }
            next += TICK.toNanos();
            long left = next - System.nanoTime();
            if (left > 0) {
                Thread.sleep(Duration.ofNanos(left));
            } else {
                next = System.nanoTime();
            }
        }
    }

    private void append(int tick) throws IOException {
        Path transcript = sessions.resolve(Tree.uuid(0x70000000 + tick % TRANSCRIPTS) + ".jsonl");
        long started = System.nanoTime();
        try (FileChannel file =
                FileChannel.open(
                        transcript, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            write(file, line);
        }
        writes.add(new Write("append", started, System.nanoTime() - started));
    }

    private void replaceIndex() throws IOException {
        String name = "sessions.json." + ProcessHandle.current().pid() + "." + UUID.randomUUID();
        Path temp = sessions.resolve(name + ".tmp");
        long started = System.nanoTime();
        try (FileChannel file =
                FileChannel.open(temp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(file, index);
        }
        Files.move(temp, sessions.resolve("sessions.json"), StandardCopyOption.ATOMIC_MOVE);
        writes.add(new Write("index", started, System.nanoTime() - started));
    }

    private static void write(FileChannel file, ByteBuffer content) throws IOException {
        content.rewind();
        while (content.hasRemaining()) {
            file.write(content);
        }
    }

    private static ByteBuffer index(int bytes) {
        ByteBuffer index = ByteBuffer.allocateDirect(bytes);
        byte[] padding = "p".repeat(900).getBytes(StandardCharsets.UTF_8);
        index.put((byte) '{');
        for (int session = 0; index.remaining() > 1_200; session++) {
            String entry =
                    (session == 0 ? "" : ",")
                            + "\"agent:main:s"
                            + session
                            + "\":{\"sessionId\":\""
                            + Tree.uuid(session)
                            + "\",\"text\":\"";
            index.put(entry.getBytes(StandardCharsets.UTF_8)).put(padding);
            index.put("\"}".getBytes(StandardCharsets.UTF_8));
        }
        index.put((byte) '}');
        return index.flip();
    }
}
