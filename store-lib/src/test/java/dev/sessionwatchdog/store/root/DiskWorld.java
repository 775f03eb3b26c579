package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/// A directory on the real disk.
record DiskWorld(Path top) implements World {

    Path at(String path) {
        return top.resolve(path);
    }

    @Override
    public void mkdir(String path) throws IOException {
        Files.createDirectories(at(path));
    }

    @Override
    public void file(String path, String content) throws IOException {
        Files.writeString(at(path), content);
    }

    @Override
    public void symlink(String path, String target) throws IOException {
        Files.createSymbolicLink(at(path), Path.of(target));
    }

    @Override
    public void hardLink(String existing, String path) throws IOException {
        Files.createLink(at(path), at(existing));
    }

    @Override
    public void fifo(String path) throws IOException {
        run("mkfifo", at(path).toString());
    }

    @Override
    public void mode(String path, int mode) throws IOException {
        Files.setAttribute(at(path), "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(at(from), at(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void remove(String path) throws IOException {
        Files.delete(at(path));
    }

    @Override
    public void undecodable(String directory) throws IOException {
        run("sh", "-c", "printf x > \"$0\"/\"$(printf 'a\\377b')\"", at(directory).toString());
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(at(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public String text(String path) throws IOException {
        return Files.readString(at(path));
    }

    @Override
    public Opened open(String path, boolean forWriting) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        at(path), forWriting ? StandardOpenOption.WRITE : StandardOpenOption.READ);
        return channel::close;
    }

    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
        return output;
    }
}
