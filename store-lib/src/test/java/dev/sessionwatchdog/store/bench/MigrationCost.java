package dev.sessionwatchdog.store.bench;

import dev.sessionwatchdog.store.Gigantic;
import dev.sessionwatchdog.store.migration.MigrationProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What a migration takes beside reading the single file once and writing the same files once, each
/// synced.
final class MigrationCost {

    private MigrationCost() {}

    static StoreCost.Ratio measure(Path directory) throws IOException, InterruptedException {
        Path plain = Files.createDirectories(directory.resolve("plain"));
        Path ours = directory.resolve("ours");
        Gigantic.writeSingleFile(ours.resolve("sessions"));
        long begun = System.nanoTime();
        copy(ours.resolve("sessions/sessions.json"), plain);
        double theirs = (System.nanoTime() - begun) / 1e9;
        begun = System.nanoTime();
        MigrationProcess process = MigrationProcess.run(List.of(), "48m", ours.toString());
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (process.exit() != 0 || !process.output().contains(Gigantic.SESSIONS + " entries")) {
            throw new IOException("it was not migrated: " + process.output());
        }
        System.out.println("migration: " + process.output());
        return new StoreCost.Ratio("a migration, start-up included", "s", seconds, theirs);
    }

    private static void copy(Path file, Path into) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
        try (FileChannel source = FileChannel.open(file)) {
            while (source.read(chunk) >= 0) {
                chunk.clear();
            }
        }
        for (int number = 0; number < Gigantic.SESSIONS; number++) {
            byte[] entry = Gigantic.entry(number).getBytes(StandardCharsets.UTF_8);
            try (FileChannel target =
                    FileChannel.open(
                            into.resolve(number + ".json"),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE)) {
                target.write(ByteBuffer.wrap(entry));
                target.force(true);
            }
        }
        try (FileChannel self = FileChannel.open(into)) {
            self.force(true);
        }
    }
}
