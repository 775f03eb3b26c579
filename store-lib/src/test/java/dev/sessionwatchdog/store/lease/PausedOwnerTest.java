package dev.sessionwatchdog.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a made-up `/proc` and its control groups show of an owner that gets no time to run.
class PausedOwnerTest {

    private static final String BOOT = "boot";
    private static final String HOST = "host";

    @TempDir Path top;

    @BeforeEach
    void make() throws IOException {
        write("proc/sys/kernel/hostname", HOST);
        stat("self", "S");
        Files.createDirectories(top.resolve("proc/self/ns"));
        for (String kind : List.of("pid", "time")) {
            Files.createSymbolicLink(
                    top.resolve("proc/self/ns/" + kind), Path.of(kind + ":[4026531836]"));
        }
        stat("7", "S");
        write("proc/7/cgroup", "1:name=systemd:/x\n0::/user.slice/gateway\n");
        write("groups/user.slice/gateway/cgroup.events", "populated 1\nfrozen 0\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = top.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void stat(String process, String state) throws IOException {
        write("proc/" + process + "/stat", "7 (a ) b) " + state + " 1".repeat(18) + " 555 0\n");
    }

    private boolean paused(long pid, boolean ourOwn) {
        ProcessSurvey survey =
                new ProcessSurvey(
                        BOOT,
                        top.resolve("proc"),
                        List.of(top.resolve("nowhere"), top.resolve("groups")));
        ProcessIdentity owner =
                new ProcessIdentity(pid, 555, BOOT, 4026531836L, 4026531836L, HOST, "");
        return survey.paused(owner, ourOwn);
    }

    private boolean paused() {
        return paused(7, true);
    }

    @Test
    void stopped_traced_and_uninterruptible_owners_are_paused_and_others_not() throws Exception {
        for (String state : List.of("T", "t", "D")) {
            stat("7", state);
            assertThat(paused()).as(state).isTrue();
            assertThat(paused(7, false)).as("%s, another user's", state).isFalse();
        }
        for (String state : List.of("R", "S", "Z", "X", "I")) {
            stat("7", state);
            assertThat(paused()).as(state).isFalse();
        }
        assertThat(paused(8, true)).as("gone").isFalse();
    }

    @Test
    void an_owner_in_a_frozen_control_group_is_paused() throws Exception {
        assertThat(paused()).isFalse();
        write("groups/user.slice/gateway/cgroup.events", "populated 1\nfrozen 1\n");
        assertThat(paused()).isTrue();
        write("proc/7/cgroup", "0::/../user.slice/gateway\n");
        assertThat(paused()).as("outside of our view").isFalse();
        Files.delete(top.resolve("proc/7/cgroup"));
        assertThat(paused()).as("not shown").isFalse();
    }
}
