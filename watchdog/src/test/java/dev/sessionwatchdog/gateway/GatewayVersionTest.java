package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of `facts/upstream.md` 0, as the scenes use it.
final class GatewayVersionTest {

    @ParameterizedTest
    @CsvSource({
        "2026.3.13, OWN, false, true, false",
        "2026.4.24, OWN, false, true, true",
        "2026.5.7, OWN, false, true, true",
        "2026.5.12, LET_GO, false, false, true",
        "2026.5.22, LET_GO, true, false, true",
        "2026.5.27, LET_GO, true, true, true",
        "2026.6.1, OVERDUE, true, true, true",
        "2026.6.11, OVERDUE, true, true, false",
        "2026.7.2-beta.1, OVERDUE, true, true, false",
        "2026.8.1, NONE, false, true, false",
        "2026.9.6, NONE, false, true, false"
    })
    void a_version_tells_what_is_to_be_expected(
            String name,
            GatewayVersion.Leak leak,
            boolean declares,
            boolean namesTarget,
            boolean resumes) {
        GatewayVersion version = new GatewayVersion(name);
        assertThat(version.leak()).isEqualTo(leak);
        assertThat(version.declaresTerms()).isEqualTo(declares);
        assertThat(version.namesTarget()).isEqualTo(namesTarget);
        assertThat(version.resumesByLock()).isEqualTo(resumes);
        assertThat(version.keepsDatabase()).isEqualTo(leak == GatewayVersion.Leak.NONE);
    }
}
