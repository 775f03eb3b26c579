package dev.sessionwatchdog.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who may read and write what is ours outside the roots: state, log, configuration.
final class OwnPlaceChecks {

    private final Circumstances circumstances;

    OwnPlaceChecks(Circumstances circumstances) {
        this.circumstances = circumstances;
    }

    List<Result> look() throws IOException {
        Map<String, Path> places = new LinkedHashMap<>();
        places.put("own.state", circumstances.state());
        places.put("own.log", circumstances.events());
        circumstances.configFile().ifPresent(file -> places.put("own.config", file));
        List<Result> results = new ArrayList<>();
        for (Map.Entry<String, Path> place : places.entrySet()) {
            results.add(look(place.getKey(), place.getValue()));
        }
        return results;
    }

    private Result look(String check, Path path) throws IOException {
        Optional<PosixFileAttributes> attributes = attributes(path);
        if (attributes.isEmpty()) {
            return Files.exists(path)
                    ? Result.CannotTell.because(
                            check, path + " shows no permissions", "ls -ld " + ShellWord.of(path))
                    : new Result.Ok(
                            check, path + " is made, for its owner only, when it is wanted");
        }
        Set<PosixFilePermission> granted = attributes.get().permissions();
        boolean written =
                granted.contains(PosixFilePermission.GROUP_WRITE)
                        || granted.contains(PosixFilePermission.OTHERS_WRITE);
        if (written) {
            return Result.Finding.error(
                    check,
                    Harm.UNSAFE,
                    path + " can be written by others",
                    check.equals("own.log")
                            ? "evidence that others can change proves nothing"
                            : "whoever writes there decides what the watchdog does",
                    "chmod go-w " + ShellWord.of(path));
        }
        if (granted.contains(PosixFilePermission.OTHERS_READ) && !check.equals("own.config")) {
            return Result.Finding.warning(
                    check,
                    Harm.UNSAFE,
                    path + " can be read by everybody",
                    "paths of sessions and arguments of processes are in the log",
                    "chmod o-rwx " + ShellWord.of(path));
        }
        return usable(check, path, attributes.get().owner().getName());
    }

    private Result usable(String check, Path path, String owner) {
        return Files.isWritable(path) || check.equals("own.config")
                ? new Result.Ok(check, path + " belongs to " + owner)
                : Result.Finding.error(
                        check,
                        Harm.IDLE,
                        path + " belongs to " + owner + ", and we may not write there",
                        "no intent can be written down, so nothing is acted on",
                        "sudo chown -R "
                                + ShellWord.of(circumstances.user().name())
                                + " "
                                + ShellWord.of(path));
    }

    private static Optional<PosixFileAttributes> attributes(Path path) throws IOException {
        try {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(path, PosixFileAttributeView.class);
            return view == null ? Optional.empty() : Optional.of(view.readAttributes());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }
}
