package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Linux error numbers (`asm-generic/errno.h`) and the exceptions that they become.
final class Errno {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int ENXIO = 6;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int ENOSPC = 28;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;

    private Errno() {}

    /// @param failed what the call returned: the negative error number
    static IOException of(int failed, Place place, String call) {
        String where = place.toString();
        String what = call + ": " + text(failed);
        return switch (-failed) {
            case ENOENT -> new NoSuchFileException(where, null, what);
            case EEXIST -> new FileAlreadyExistsException(where, null, what);
            case EACCES, EPERM -> new AccessDeniedException(where, null, what);
            case ENOSPC, EDQUOT -> new NoSpaceException(where, what);
            case ENOTEMPTY -> new DirectoryNotEmptyException(where);
            default -> new FileSystemException(where, null, what);
        };
    }

    static int check(int result, Place place, String call) throws IOException {
        if (result < 0) {
            throw of(result, place, call);
        }
        return result;
    }

    static String text(int failed) {
        String name =
                switch (-failed) {
                    case EPERM -> "EPERM";
                    case ENOENT -> "ENOENT";
                    case EINTR -> "EINTR";
                    case 5 -> "EIO";
                    case ENXIO -> "ENXIO";
                    case 9 -> "EBADF";
                    case EAGAIN -> "EAGAIN";
                    case 12 -> "ENOMEM";
                    case EACCES -> "EACCES";
                    case 16 -> "EBUSY";
                    case EEXIST -> "EEXIST";
                    case 18 -> "EXDEV";
                    case ENOTDIR -> "ENOTDIR";
                    case EISDIR -> "EISDIR";
                    case EINVAL -> "EINVAL";
                    case 23 -> "ENFILE";
                    case 24 -> "EMFILE";
                    case ENOSPC -> "ENOSPC";
                    case 30 -> "EROFS";
                    case 36 -> "ENAMETOOLONG";
                    case ENOSYS -> "ENOSYS";
                    case ENOTEMPTY -> "ENOTEMPTY";
                    case ELOOP -> "ELOOP";
                    case EOPNOTSUPP -> "EOPNOTSUPP";
                    case 116 -> "ESTALE";
                    case EDQUOT -> "EDQUOT";
                    default -> "error";
                };
        return name + " (" + -failed + ")";
    }
}
