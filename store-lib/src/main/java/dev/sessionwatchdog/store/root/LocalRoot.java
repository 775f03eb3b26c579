package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// The door to a directory tree of this machine.
public final class LocalRoot {

    /// Whether native calls are used.
    public enum Natives {
        /// Where they work, which is on Linux; elsewhere what the JDK offers, and
        /// [Assurance.Degraded].
        AUTO,
        /// Never.
        OFF,
        /// Or nothing is opened: also not where some of what [Assurance.Proven] promises is
        /// missing.
        REQUIRED
    }

    private LocalRoot() {}

    /// Opens a directory as a root. Links on the way to it are followed, this once.
    ///
    /// @throws IOException if it is no directory, may not be read, or this machine offers no safe
    ///   way to its files; the message says what to do
    /// @throws UnsupportedOperationException if native calls are required and do not do all here
    public static Root open(Path path, Natives natives) throws IOException {
        return open(path, natives, () -> {});
    }

    /// As [#open(Path, Natives)], and tells of every native call that returns.
    ///
    /// @param answered runs whenever the kernel has answered a call about this tree, in the thread
    ///   that made it, whether the call failed or not; must be quick, and throw nothing. Without
    ///   native calls it never runs
    public static Root open(Path path, Natives natives, Runnable answered) throws IOException {
        Path canonical = canonical(path);
        return switch (natives) {
            case AUTO -> best(canonical, path.toAbsolutePath(), answered);
            case OFF ->
                    PlainRoot.open(
                            canonical, path.toAbsolutePath(), "native calls are switched off");
            case REQUIRED -> proven(best(canonical, path.toAbsolutePath(), answered));
        };
    }

    static Root proven(Root root) throws IOException {
        return switch (root.assurance()) {
            case Assurance.Proven _ -> root;
            case Assurance.Degraded(String reason) -> {
                root.close();
                throw new UnsupportedOperationException(
                        root.path() + ": cannot be proven here: " + reason);
            }
        };
    }

    private static Path canonical(Path path) throws IOException {
        Path canonical;
        try {
            canonical = path.toRealPath();
        } catch (NoSuchFileException absent) {
            NoSuchFileException clear =
                    new NoSuchFileException(
                            path.toString(), null, "no such directory; make it or name another");
            clear.initCause(absent);
            throw clear;
        }
        if (!Files.isDirectory(canonical)) {
            throw new NotDirectoryException(canonical + " is not a directory; name one");
        }
        return canonical;
    }

    private static Root best(Path canonical, Path asked, Runnable answered) throws IOException {
        if (!LinuxFlags.supported()) {
            return PlainRoot.open(canonical, asked, "no native calls for this system");
        }
        try {
            return LinuxRoot.open(canonical.toString(), asked.toString(), new LinuxCalls(answered));
        } catch (LinkageError | UnsupportedOperationException absent) {
            return PlainRoot.open(
                    canonical, asked, "native calls do not work here: " + innermost(absent));
        }
    }

    /// Failing to link functions is told as the failure of a class, twice wrapped.
    private static Throwable innermost(Throwable failure) {
        Throwable at = failure;
        for (Throwable cause = at.getCause(); cause != null; cause = at.getCause()) {
            at = cause;
        }
        return at;
    }
}
