package dev.sessionwatchdog.store.root;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Unpacks a zip archive into a new directory: all of it, durably, or nothing.
///
/// Only regular files (0600) and directories (0700) are ever made, each by a single name in an open
/// directory of a private workspace; nothing is replaced or followed. Refused are: links and other
/// kinds, names that lead elsewhere or are there twice, a list of contents that does not agree with
/// the contents, encryption, and whatever is beyond the limits, counted as it is unpacked and not
/// as the archive claims.
public final class ZipExtraction {

    private final ArchiveLimits limits;
    private long total;

    private ZipExtraction(ArchiveLimits limits) {
        this.limits = limits;
    }

    /// Unpacks into a directory `as`, which may not be there yet.
    ///
    /// @throws ArchiveRefusedException if it is not an archive that is unpacked
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken
    public static void extract(Pinned archive, Directory parent, Name as, ArchiveLimits limits)
            throws IOException {
        long size = archive.facts().size();
        if (size > limits.archiveBytes()) {
            throw new ArchiveRefusedException("larger than " + limits.archiveBytes() + " bytes");
        }
        Map<String, Boolean> contents = new ZipDirectory(archive, size, limits).read();
        try (TemporaryWorkspace workspace = TemporaryWorkspace.in(parent)) {
            new ZipExtraction(limits).unpack(archive, size, contents, workspace.directory());
            workspace.keepAs(as);
        }
    }

    private void unpack(Pinned archive, long size, Map<String, Boolean> contents, Directory into)
            throws IOException {
        int left = contents.size();
        try (ZipInputStream zip =
                new ZipInputStream(new PinnedStream(archive, size), StandardCharsets.UTF_8)) {
            Optional<ZipEntry> entry = next(zip);
            while (entry.isPresent()) {
                String name = entry.get().getName();
                Boolean directory = contents.get(name);
                left--;
                if (directory == null || left < 0) {
                    throw new ArchiveRefusedException("it holds what its directory does not list");
                }
                Place place = place(directory ? name.substring(0, name.length() - 1) : name);
                byte[] content = content(zip);
                if (directory && content.length > 0) {
                    throw new ArchiveRefusedException("a directory has content");
                }
                make(into, place, directory ? Optional.empty() : Optional.of(content));
                entry = next(zip);
            }
        } catch (ZipException | EOFException | IllegalArgumentException broken) {
            throw new ArchiveRefusedException("broken", broken);
        } catch (FileAlreadyExistsException | RefusedException twice) {
            throw new ArchiveRefusedException("two entries for one name", twice);
        }
        if (left != 0) {
            throw new ArchiveRefusedException("its directory lists what it does not hold");
        }
    }

    private static Optional<ZipEntry> next(ZipInputStream zip) throws IOException {
        return Optional.ofNullable(zip.getNextEntry());
    }

    private Place place(String name) throws ArchiveRefusedException {
        List<Name> elements = new ArrayList<>();
        for (String element : name.split("/", -1)) {
            boolean plain =
                    element.indexOf('\\') < 0 && element.chars().noneMatch(Character::isISOControl);
            elements.add(
                    Name.parse(element)
                            .filter(_ -> plain)
                            .orElseThrow(
                                    () -> new ArchiveRefusedException("a name leads elsewhere")));
        }
        if (elements.size() > limits.depth()) {
            throw new ArchiveRefusedException("deeper than " + limits.depth());
        }
        return new Place(elements);
    }

    private byte[] content(ZipInputStream zip) throws IOException {
        byte[] content = zip.readNBytes(limits.entryBytes() + 1);
        total += content.length;
        if (content.length > limits.entryBytes() || total > limits.totalBytes()) {
            throw new ArchiveRefusedException("it unpacks to more than the limits allow");
        }
        return content;
    }

    /// @param content empty for a directory
    private static void make(Directory top, Place place, Optional<byte[]> content)
            throws IOException {
        if (place.names().size() > 1) {
            try (Directory below = top.openOrMake(place.names().getFirst())) {
                List<Name> rest = place.names().subList(1, place.names().size());
                make(below, new Place(rest), content);
            }
        } else if (content.isPresent()) {
            top.create(place.name(), content.get());
            top.sync();
        } else {
            top.openOrMake(place.name()).close();
        }
    }
}
