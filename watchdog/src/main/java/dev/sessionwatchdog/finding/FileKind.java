package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.store.root.Facts;
import java.util.Optional;

/// Which files are never touched whatever their name (safety contract S7).
final class FileKind {

    static final String WANTED = "regular, one link, our own";

    private FileKind() {}

    /// What stands against it, if anything does.
    ///
    /// @param uid whose files are not foreign
    static Optional<String> refusal(Facts facts, int uid) {
        return switch (facts.type()) {
            case SYMLINK -> Optional.of("symlink");
            case DIRECTORY -> Optional.of("directory");
            case OTHER -> Optional.of("device, FIFO or socket");
            case REGULAR -> {
                if (facts.links() != 1) {
                    yield Optional.of("hard-linked (" + facts.links() + " names)");
                }
                if (facts.mountPoint()) {
                    yield Optional.of("mount point");
                }
                yield facts.uid() == uid
                        ? Optional.empty()
                        : Optional.of("foreign owner (uid " + facts.uid() + ")");
            }
        };
    }
}
