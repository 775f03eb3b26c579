package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/// Real roots on a real disk in which somebody acts, or time passes, exactly between the last look
/// and the rename. Everything else is the code that is shipped.
public final class DisturbedRoot {

    private DisturbedRoot() {}

    /// By system calls.
    public static Root proven(Path path, BeforeRename before) throws IOException {
        return LinuxRoot.open(path.toRealPath().toString(), new DisturbedCalls(before));
    }

    /// By what the JDK offers.
    static Root plain(Path path, BeforeRename before) throws IOException {
        Path real = path.toRealPath();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(real)) {
            return PlainRoot.over(
                    new DisturbedStream((SecureDirectoryStream<Path>) stream, before),
                    real,
                    "native calls are switched off");
        }
    }

    private static final class DisturbedCalls extends LinuxCalls {

        private final BeforeRename before;

        private DisturbedCalls(BeforeRename before) {
            this.before = before;
        }

        @Override
        int renameat2(int from, String name, int to, String as, int flags) {
            try {
                before.rename(name, as);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            return super.renameat2(from, name, to, as, flags);
        }
    }
}
