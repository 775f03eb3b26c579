package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The judge of `StraceIT` must be able to say no: lines as strace 6 writes them.
final class TraceCheckTest {

    private final TraceCheck check = new TraceCheck(Path.of("/r"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12 openat(7</r/agents/a/sessions>, \"x.jsonl\", O_WRONLY|O_APPEND) = 9",
                "12 openat(7</r/agents/a/sessions>, \"x.jsonl\", O_RDWR <unfinished ...>",
                "12 openat(AT_FDCWD</h>, \"/r/agents/a/sessions/new\", O_RDONLY|O_CREAT, 0600) = 9",
                "12 openat2(7</r/agents/a/sessions>, \"x.jsonl\", {flags=O_RDWR, mode=0}, 24) = 9",
                "12 open(\"/r/agents/a/sessions/sessions.json\", O_RDONLY|O_TRUNC) = 9",
                "12 creat(\"/r/agents/a/sessions/sessions.json\", 0600) = 9",
                "12 unlinkat(7</r/agents/a/sessions>, \"x.jsonl\", 0) = 0",
                "12 unlinkat(7</r/agents/a/sessions>, \"x.jsonl.lock.reclaim\", AT_REMOVEDIR) = 0",
                "12 renameat2(7</r/agents/a/sessions>, \"x.jsonl\", 8</r/.session-watchdog/q>,"
                        + " \"i\", RENAME_NOREPLACE) = 0",
                "12 renameat2(8</r/.session-watchdog/q>, \"i\", 7</r/agents/a/sessions>,"
                        + " \"sessions.json\", RENAME_NOREPLACE) = 0",
                "12 rename(\"/r/agents/a/sessions/s.sqlite\", \"/r/.session-watchdog/s\") = 0",
                "12 linkat(7</r/agents/a/sessions>, \"x.jsonl.lock\", 8</r/.session-watchdog>,"
                        + " \"i\", 0) = 0",
                "12 utimensat(7</r/agents/a/sessions>, \"x.jsonl.lock\", NULL, 0) = 0",
                "12 utimensat(9</r/agents/a/sessions/x.jsonl>, NULL, NULL, 0) = 0",
                "12 ftruncate(9</r/agents/a/sessions/x.jsonl>, 0) = 0",
                "12 fallocate(9</r/agents/a/sessions/x.jsonl>, 0, 0, 10) = 0",
                "12 fchmod(9</r/agents/a/sessions/x.jsonl.lock>, 0600) = -1 EPERM",
                "12 write(9</r/agents/a/sessions/x.jsonl>, \"x\", 1) = 1",
                "12 pwrite64(9</r/agents/a/sessions/x.jsonl (deleted)>, \"x\", 1, 0) = 1",
                "12 mkdirat(7</r/agents/a/sessions>, \"x.jsonl.lock.reclaim\", 0700) = 0",
                "12 mkdirat(5</r>, \"other\", 0700) = 0",
                "12 utimensat(9</r/agents/a/sessions/x.jsonl>, \"\", NULL, AT_EMPTY_PATH) = 0",
                "12 linkat(9</r/agents/a/sessions/x.jsonl>, \"\", 8</r/.session-watchdog>, \"i\","
                        + " AT_EMPTY_PATH) = 0",
                "12 unlinkat(5</r/agents/a>, \"sessions/../sessions/y.jsonl\", 0) = 0",
            })
    void sees_what_must_never_be_done(String line) {
        assertThat(check.call(line))
                .hasValueSatisfying(call -> {
                    assertThat(check.isViolation(call)).as(line).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12 openat(7</r/agents/a/sessions>, \"x.jsonl\", O_RDONLY|O_NOFOLLOW) = 9",
                "12 openat(AT_FDCWD</h>, \"/r\", O_RDONLY|O_DIRECTORY <unfinished ...>",
                "12 renameat2(7</r/agents/a/sessions>, \"x.jsonl.lock\","
                        + " 8</r/.session-watchdog/quarantine/q-1>, \"i\", RENAME_NOREPLACE) = 0",
                "12 renameat2(8</r/.session-watchdog/quarantine>, \"i\", 7</r/agents/a/sessions>,"
                        + " \"sessions.json.lock\", RENAME_NOREPLACE) = 0",
                "12 unlinkat(7</r/agents/a/sessions>, \"sessions.json.1.u.tmp\", 0) = 0",
                "12 mkdirat(5</r>, \".session-watchdog\", 0700) = 0",
                "12 openat(6</r/.session-watchdog>, \"daemon.json\", O_WRONLY|O_CREAT, 0600) = 9",
                "12 write(9</r/.session-watchdog/daemon.json>, \"{\", 1) = 1",
            })
    void lets_pass_what_we_do(String line) {
        assertThat(check.call(line))
                .hasValueSatisfying(call -> {
                    assertThat(check.isViolation(call)).as(line).isFalse();
                });
    }

    @Test
    void ignores_everything_outside_the_root() {
        assertThat(check.call("12 openat(AT_FDCWD</h>, \"/h/state/e.jsonl\", O_WRONLY) = 3"))
                .isEmpty();
        assertThat(check.call("12 write(9</h/state/e.jsonl>, \"/r/agents/x\", 9) = 9")).isEmpty();
        assertThat(check.call("12 <... openat resumed>) = 9")).isEmpty();
        assertThat(
                        check.call(
                                "12 renameat2(5</r>, \"\", 5</r>, \"\", RENAME_NOREPLACE) = -1 ENOENT"))
                .isEmpty();
        assertThat(check.call("12 +++ exited with 0 +++")).isEmpty();
    }
}
