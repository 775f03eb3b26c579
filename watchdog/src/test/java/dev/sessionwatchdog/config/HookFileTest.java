package dev.sessionwatchdog.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which programs `notify.exec` may name.
class HookFileTest {

    @TempDir private Path directory = Path.of("");

    private Path hook(String mode) throws IOException {
        Path hook = directory.resolve("hook");
        Files.writeString(hook, "#!/bin/sh\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString(mode));
        return hook;
    }

    private static String exec(Object program) {
        return "version: 1\nnotify:\n  exec: [\"" + program + "\", --to, ops]\n";
    }

    @Test
    void one_that_only_we_can_write_is_taken_without_a_word() throws Exception {
        Reading.Loaded loaded = Reads.loaded(exec(hook("rwxr-xr-x")));
        assertThat(loaded.notes()).isEmpty();
        assertThat(loaded.config().notification().exec()).hasSize(3);
    }

    @Test
    void one_that_others_can_write_is_refused_at_its_place() throws Exception {
        for (String mode : new String[] {"rwxrwxr-x", "rwxr-xrwx"}) {
            ConfigError error = Reads.error(exec(hook(mode)));
            assertThat(error.message()).contains("can be written by others");
            assertThat(error.at().orElseThrow().line()).isEqualTo(3);
        }
    }

    @Test
    void one_that_others_can_exchange_is_refused() throws Exception {
        Path hook = hook("rwxr-xr-x");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(Reads.error(exec(hook)).message()).contains("could exchange the program");
        Path link = Files.createSymbolicLink(Files.createTempDirectory("hook").resolve("l"), hook);
        assertThat(Reads.error(exec(link)).message()).contains("could exchange the program");
    }

    @Test
    void one_that_is_not_there_or_not_executable_is_a_note() throws Exception {
        assertThat(Reads.loaded(exec(directory.resolve("nobody"))).notes())
                .singleElement()
                .satisfies(note ->
                        assertThat(note.text())
                                .contains(
                                        "notify.exec (line 3)",
                                        "does not exist",
                                        "nobody will be"));
        assertThat(Reads.loaded(exec(hook("rw-r--r--"))).notes())
                .singleElement()
                .satisfies(note -> assertThat(note.text()).contains("is not executable"));
    }

    @Test
    void its_path_is_whole_and_may_begin_at_home() {
        assertThat(Reads.error(exec("mail")).message()).contains("is not absolute");
        assertThat(Reads.loaded(exec("~/bin/tell")).config().notification().exec())
                .startsWith("/home/ann/bin/tell");
    }
}
