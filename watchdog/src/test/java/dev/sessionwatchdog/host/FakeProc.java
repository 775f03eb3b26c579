package dev.sessionwatchdog.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A made-up `/proc` in a directory, beginning with our own process and the machine's first.
final class FakeProc implements AutoCloseable {

    static final long US = ProcessHandle.current().pid();
    static final String FIRST = "pid:[4026531836]";
    static final String NESTED = "pid:[4026532178]";

    private final Path at;

    FakeProc(Path at) throws IOException {
        this.at = at;
        Files.createDirectories(at);
        Files.writeString(at.resolve("uptime"), System.nanoTime() / 1_000_000_000L + 5 + ".00 1.0");
        process(US).title("java");
        process(1).title("init");
        Files.createSymbolicLink(at.resolve("self"), Path.of(Long.toString(US)));
    }

    Proc proc() {
        return new Proc(at);
    }

    Path at() {
        return at;
    }

    /// A process with this id in the first PID namespace that sleeps since 10 s after boot.
    One process(long pid) throws IOException {
        One one = new One(at.resolve(Long.toString(pid)), pid);
        Files.createDirectories(one.directory.resolve("ns"));
        one.stat('S', 1, 1_000).ids(pid).namespace("pid", FIRST).namespace("time", "time:[1]");
        Files.createSymbolicLink(one.directory.resolve("root"), Path.of("/"));
        Files.createSymbolicLink(one.directory.resolve("cwd"), at);
        return one.title("sleep", "60").environment();
    }

    /// Takes away the links that lead out of the directory.
    @Override
    public void close() throws IOException {
        try (var entries = Files.newDirectoryStream(at)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    Files.deleteIfExists(entry.resolve("root"));
                }
            }
        }
    }

    void remove(long pid) {
        try {
            Files.move(at.resolve(Long.toString(pid)), at.resolve("was-" + pid + "-" + US));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// One made-up process.
    record One(Path directory, long pid) {

        One stat(char state, int threads, long startTicks) {
            return write(
                    "stat",
                    pid
                            + " (a) b) "
                            + state
                            + " 42 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 "
                            + threads
                            + " 21 "
                            + startTicks
                            + " 23 24\n");
        }

        One ids(long... ids) {
            StringBuilder line = new StringBuilder("Name:\ta\nNSpid:");
            for (long id : ids) {
                line.append('\t').append(id);
            }
            return write("status", line + "\nNSpgid:\t0\n");
        }

        One title(String... arguments) {
            return write("cmdline", String.join("\0", arguments) + "\0");
        }

        One environment(String... variables) {
            return write("environ", String.join("\0", variables) + "\0");
        }

        One group(String path) {
            return write("cgroup", "5:devices:/\n0::" + path + "\n");
        }

        One namespace(String kind, String name) {
            try {
                Path link = directory.resolve("ns").resolve(kind);
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, Path.of(name));
                return this;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /// A file that is there and cannot be read, for root neither.
        One hide(String name) {
            try {
                Files.deleteIfExists(directory.resolve(name));
                Files.createDirectory(directory.resolve(name));
                return this;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private One write(String name, String content) {
            try {
                Files.writeString(directory.resolve(name), content);
                return this;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    FrozenGroups groups() {
        return new FrozenGroups(List.of(at.resolve("nowhere"), at.resolve("cgroup")));
    }
}
