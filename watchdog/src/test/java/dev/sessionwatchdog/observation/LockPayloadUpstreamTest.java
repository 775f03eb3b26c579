package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.LockPayload.Empty;
import dev.sessionwatchdog.observation.LockPayload.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every lock that a real gateway left, with the values that stand in it.
class LockPayloadUpstreamTest {

    private static final String PLANTED = "/planted-stale-locks/exp-plant-";
    private static final String CAPTURED = "/captured-in-flight/agents__main__sessions__";
    private static final String CRASHED = "/crash-dead-owner-lock/agents/main/sessions/";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2026.3.13, "
                        + CAPTURED
                        + "51b68b3a-eab0-499a-9e12-fb1fe4fbe6dc.jsonl, 4498, 2026-11-21T03:02:59.519Z, 122554, -",
                "2026.3.13, "
                        + CAPTURED
                        + "b77519c3-131e-4121-a60b-16609bea5380.jsonl, 23200, 2026-11-21T02:56:51.260Z, 87679, -",
                "2026.3.13, "
                        + CAPTURED
                        + "sessions.json, 23200, 2026-11-21T02:56:51.134Z, 87679, -",
                "2026.3.13, "
                        + PLANTED
                        + "40-0-decoy-local, 22091, 2026-11-21T02:25:45.000Z, 141431, -",
                "2026.3.13, "
                        + PLANTED
                        + "40-0-gateway-gateway, 28655, 2026-11-21T02:25:09.000Z, 113107, -",
                "2026.3.13, "
                        + PLANTED
                        + "5-0-decoy-local, 22481, 2026-11-21T03:00:56.000Z, 142528, -",
                "2026.3.13, "
                        + PLANTED
                        + "5-0-gateway-gateway, 28655, 2026-11-21T03:00:25.000Z, 113107, -",
                "2026.3.13, /orphan-tmp/agents/main/sessions/sessions.json, 26218, 2026-11-21T03:10:23.488Z, 168909, -",
                "2026.5.22, "
                        + CAPTURED
                        + "5e5b0789-dc10-435b-8f07-bc76d1055a2c.jsonl, 28661, 2026-11-21T03:03:05.384Z, 113108, 1020000",
                "2026.5.22, "
                        + CAPTURED
                        + "a0e1231e-2348-4857-99b0-92115596173e.jsonl, 20984, 2026-11-21T02:55:18.347Z, 77788, 1020000",
                "2026.5.22, "
                        + CRASHED
                        + "5e5b0789-dc10-435b-8f07-bc76d1055a2c.jsonl, 28661, 2026-11-21T03:12:08.279Z, 113108, 1020000",
                "2026.5.22, "
                        + PLANTED
                        + "2-300000-decoy-local, 23093, 2026-11-21T03:04:17.000Z, 144670, 300000",
                "2026.5.22, "
                        + PLANTED
                        + "2-300000-other-local, 23602, 2026-11-21T03:05:29.000Z, 151849, 300000",
                "2026.5.22, "
                        + PLANTED
                        + "40-0-decoy-local, 22392, 2026-11-21T02:25:54.000Z, 142392, -",
                "2026.5.22, "
                        + PLANTED
                        + "40-300000-gateway-gateway, 28661, 2026-11-21T02:25:09.000Z, 113108, 300000",
                "2026.5.22, "
                        + PLANTED
                        + "6-300000-decoy-local, 21729, 2026-11-21T02:59:33.000Z, 140244, 300000",
                "2026.6.11, "
                        + CAPTURED
                        + "01fd10b9-4ec0-456e-b1fc-c5f9c9b46ae2.jsonl, 21215, 2026-11-21T02:55:30.560Z, 79330, 300000",
                "2026.6.11, "
                        + CAPTURED
                        + "dcb6fb96-f980-4145-bdac-2007d60f8c71.jsonl, 28679, 2026-11-21T03:02:54.428Z, 113112, 300000",
                "2026.6.11, "
                        + CRASHED
                        + "dcb6fb96-f980-4145-bdac-2007d60f8c71.jsonl, 28679, 2026-11-21T03:11:08.965Z, 113112, 300000",
                "2026.6.11, "
                        + PLANTED
                        + "2-300000-decoy-local, 22789, 2026-11-21T03:04:04.000Z, 143360, 300000",
                "2026.6.11, "
                        + PLANTED
                        + "2-300000-other-local, 23487, 2026-11-21T03:05:17.000Z, 150654, 300000",
                "2026.6.11, "
                        + PLANTED
                        + "40-0-decoy-local, 22176, 2026-11-21T02:25:46.000Z, 141571, -",
                "2026.6.11, "
                        + PLANTED
                        + "40-300000-gateway-gateway, 28679, 2026-11-21T02:25:09.000Z, 113112, 300000",
                "2026.6.11, "
                        + PLANTED
                        + "6-300000-decoy-local, 21588, 2026-11-21T02:59:29.000Z, 139848, 300000"
            })
    void a_real_lock_claims_what_stands_in_it(
            String version, String file, long pid, Instant createdAt, long start, Long maxHoldMs) {
        String path = version + file + ".lock";
        assertThat(LockPayload.parse(UpstreamFiles.read(path)))
                .isEqualTo(
                        new Written(
                                OptionalLong.of(pid),
                                Optional.of(createdAt),
                                OptionalLong.of(start),
                                Optional.ofNullable(maxHoldMs).map(Duration::ofMillis),
                                Optional.empty()));
    }

    @Test
    void no_real_lock_is_left_out_of_the_table() {
        assertThat(locks()).hasSize(24);
    }

    static List<String> locks() {
        return UpstreamFiles.endingWith(".lock").stream()
                .filter(path -> !path.contains("EMPTY-WINDOW") && !path.startsWith("2026.9.6"))
                .toList();
    }

    static List<String> emptyLocks() {
        return UpstreamFiles.endingWith(".lock").stream()
                .filter(path -> path.contains("EMPTY-WINDOW"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("emptyLocks")
    void the_instant_between_making_and_writing_is_empty(String path) {
        assertThat(LockPayload.parse(UpstreamFiles.read(path))).isEqualTo(new Empty());
    }

    @Test
    void the_proof_of_ownership_behind_a_real_payload_is_no_garbage() {
        List<String> tokens =
                UpstreamFiles.endingWith(".lock").stream()
                        .filter(path -> path.startsWith("2026.9.6"))
                        .toList();
        assertThat(tokens).isNotEmpty();
        for (String path : tokens) {
            assertThat(LockPayload.parse(UpstreamFiles.read(path)))
                    .isInstanceOfSatisfying(
                            Written.class,
                            lock -> {
                                assertThat(lock.pid()).isPresent();
                                assertThat(lock.createdAt()).isPresent();
                                assertThat(lock.startTicks()).isEmpty();
                            });
        }
    }
}
