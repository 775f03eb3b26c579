package dev.sessionwatchdog.nudge;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the system for fewer events of directories in which files are written: from the first such
/// event on only for names that come and go. A gateway that writes 54 MB by the piece is hundreds
/// of events otherwise, and each line of a transcript one, and no hint is made of any.
///
/// For one watcher, and used by its thread only.
final class NamesOnly {

    private static final Logger LOG = LoggerFactory.getLogger(NamesOnly.class);

    private static final WatchEvent.Kind<?>[] NAMES = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Optional<WatchService> service;
    private final Set<Path> asked = new HashSet<>();

    private NamesOnly(Optional<WatchService> service) {
        this.service = service;
    }

    /// Elsewhere than on Linux the watcher brings a service of its own.
    ///
    /// @throws IOException if the system has none to give
    static NamesOnly begin() throws IOException {
        return new NamesOnly(
                System.getProperty("os.name", "").equals("Linux")
                        ? Optional.of(FileSystems.getDefault().newWatchService())
                        : Optional.empty());
    }

    /// What the watcher is to be built on; empty when it may take its own.
    Optional<WatchService> service() {
        return service;
    }

    /// A file in this watched directory was written to, or had its times or its mode set.
    void written(Path directory) {
        if (service.isPresent() && asked.add(directory)) {
            try {
                // What is asked for takes the place of what was: that is promised of a directory
                // that is watched already.
                directory.register(service.get(), NAMES);
            } catch (IOException | ClosedWatchServiceException failure) {
                LOG.debug("{} goes on telling of all changes", directory, failure);
            }
        }
    }

    /// This directory came or went, and all below it: what stands there next is watched anew and
    /// tells of everything again.
    void cameOrWent(Path directory) {
        asked.removeIf(one -> one.startsWith(directory));
    }
}
