package dev.sessionwatchdog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A small program that an agent is loaded into: takes locks as gateways do, says what it finds
/// around it, and ends as it is told on its standard input. It knows nothing but the JDK.
final class JavaGateway {

    private static final List<FileChannel> OPEN = new ArrayList<>();
    private static final PrintStream OUT = System.out;

    private JavaGateway() {}

    public static void main(String[] args) throws Exception {
        OUT.println("ready " + Thread.currentThread().getContextClassLoader());
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "leak" -> take(Path.of(words[1]), "");
                case "beat" -> beat(Path.of(words[1]));
                case "knows" -> OUT.println(words[1] + " " + origin(words[1]));
                case "around" -> around();
                case "exit" -> System.exit(Integer.parseInt(words[1]));
                case "fail" -> throw new IllegalStateException("as told");
                default -> {
                    return;
                }
            }
        }
    }

    private static FileChannel take(Path lock, String members) throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        String payload =
                "{\"pid\":%d,\"createdAt\":\"%s\",\"starttime\":%s%s}\n"
                        .formatted(ProcessHandle.current().pid(), Instant.now(), start, members);
        FileChannel channel =
                FileChannel.open(
                        lock,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        channel.write(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
        OPEN.add(channel);
        OUT.println("took " + lock.getFileName());
        return channel;
    }

    private static void beat(Path lock) throws IOException {
        take(lock, Owner.leased(2_000, 500));
        Thread beats =
                new Thread(() -> {
                    try {
                        while (Files.exists(lock)) {
                            Files.setLastModifiedTime(lock, FileTime.from(Instant.now()));
                            Thread.sleep(200);
                        }
                    } catch (IOException | InterruptedException over) {
                        OUT.println("no more beats: " + over);
                    }
                });
        beats.setDaemon(true);
        beats.start();
    }

    private static String origin(String name) {
        try {
            Class<?> found = Class.forName(name);
            return String.valueOf(found.getProtectionDomain().getCodeSource().getLocation());
        } catch (ClassNotFoundException | LinkageError absent) {
            return "unknown";
        }
    }

    /// What somebody else in this JVM may have changed.
    private static void around() {
        OUT.println("handler " + Thread.getDefaultUncaughtExceptionHandler());
        OUT.println("out " + OUT.equals(System.out));
        OUT.println("loader " + Thread.currentThread().getContextClassLoader());
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null)
                .filter(thread -> !thread.getThreadGroup().getName().equals("system"))
                .forEach(thread ->
                        OUT.println("thread " + thread.isDaemon() + " " + thread.getName()));
        OUT.println("that is all");
    }
}
