package dev.sessionwatchdog.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What `/proc` shows of one process. Two reads may be of two processes: who needs one compares
/// [#stat] before and after.
///
/// @param at its directory
record ProcEntry(Path at) {

    private static final int STAT_BYTES = 4096;
    private static final int STATUS_BYTES = 64 * 1024;
    private static final int CGROUP_BYTES = 64 * 1024;
    private static final int ID_MAP_BYTES = 64 * 1024;

    /// Every user id but the last, which is nobody's: the range of a map that leaves nobody out.
    private static final long ALL_IDS = 4_294_967_295L;

    /// @throws NoSuchFileException if there is no such process
    /// @throws IOException if it is hidden or not understood
    ProcStat stat() throws IOException {
        return ProcStat.parse(text("stat", STAT_BYTES));
    }

    /// Its effective user: the kernel lets the directory itself always belong to them.
    OptionalInt uid() {
        try {
            return Files.getAttribute(at, "unix:uid") instanceof Integer uid
                    ? OptionalInt.of(uid)
                    : OptionalInt.empty();
        } catch (IOException | UnsupportedOperationException hidden) {
            return OptionalInt.empty();
        }
    }

    /// Which namespace of a kind it is in, in the kernel's words such as `pid:[4026531836]`.
    /// Nothing where we may not see that, as with processes of other users.
    Optional<String> namespace(String kind) {
        try {
            return Optional.of(Files.readSymbolicLink(at.resolve("ns").resolve(kind)).toString());
        } catch (IOException | UnsupportedOperationException hidden) {
            return Optional.empty();
        }
    }

    /// Its ids in this `/proc`'s PID namespace and in each nested one that it is in, outermost
    /// first; one number for a process that is in no other (`NSpid`, since Linux 4.1).
    ///
    /// @throws IOException if it is hidden, or the kernel is older
    List<Long> ids() throws IOException {
        String status = text("status", STATUS_BYTES);
        int line = status.indexOf("\nNSpid:");
        if (line < 0) {
            throw new IOException("the kernel does not tell process ids of namespaces");
        }
        int start = line + "\nNSpid:".length();
        int end = status.indexOf('\n', start);
        List<Long> ids = new ArrayList<>(2);
        String numbers = end < 0 ? status.substring(start) : status.substring(start, end);
        for (String number : numbers.strip().split("\\s+", -1)) {
            try {
                ids.add(Long.parseLong(number));
            } catch (NumberFormatException unexpected) {
                throw new IOException("NSpid is not understood", unexpected);
            }
        }
        return ids;
    }

    /// Whether it is in a user namespace that knows only some of the users (user_namespaces(7)):
    /// not in the first one, nor in one that maps all of them.
    ///
    /// @throws IOException if that is hidden; a kernel without user namespaces hides nothing
    boolean inPartialUserNamespace() throws IOException {
        try {
            return Arrays.stream(text("uid_map", ID_MAP_BYTES).split("\n", -1))
                    .noneMatch(range -> range.strip().endsWith(" " + ALL_IDS));
        } catch (NoSuchFileException noneAtAll) {
            return false;
        }
    }

    /// The path of its control group in the unified hierarchy, as far as ours reaches.
    Optional<String> controlGroup() {
        try {
            for (String line : text("cgroup", CGROUP_BYTES).split("\n", -1)) {
                if (line.startsWith("0::/")) {
                    return Optional.of(line.substring("0::".length()));
                }
            }
            return Optional.empty();
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }

    private String text(String name, int limit) throws IOException {
        return new String(bytes(name, limit), StandardCharsets.UTF_8);
    }

    /// @throws NoSuchFileException also if the process ended between opening and reading (`ESRCH`,
    ///   which Java has no exception for)
    byte[] bytes(String name, int limit) throws IOException {
        try {
            return Proc.read(at.resolve(name), limit);
        } catch (NoSuchFileException | AccessDeniedException told) {
            throw told;
        } catch (IOException failure) {
            if (Files.notExists(at)) {
                throw new NoSuchFileException(at.toString());
            }
            throw failure;
        }
    }
}
