package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which stores a verb takes when it is told none.
final class MigrationStoresTest {

    private static JsonNode row(String json) {
        return JsonMapper.shared().readTree(json.replace('\'', '"'));
    }

    @Test
    void a_store_in_the_directory_may_be_taken_back() {
        assertThat(MigrationStores.mayBeTakenBack(row("{'era':'directory','migrated':true}")))
                .isTrue();
        assertThat(MigrationStores.mayBeTakenBack(row("{'era':'single-file','migrated':false}")))
                .isFalse();
    }

    @Test
    void so_may_one_beside_which_a_single_file_was_made_again() {
        assertThat(
                        MigrationStores.mayBeTakenBack(
                                row("{'era':'single-file','migrated':true,'reason':'beside'}")))
                .isTrue();
    }

    @Test
    void a_store_that_a_gateway_keeps_in_a_database_now_is_nobody_s_to_take_back() {
        assertThat(
                        MigrationStores.mayBeTakenBack(
                                row("{'era':'sqlite','migrated':true,'reason':'era-sqlite'}")))
                .isFalse();
        assertThat(
                        MigrationStores.isLegacy(
                                row("{'era':'sqlite','verdict':'abstain','reason':'era-sqlite'}")))
                .isFalse();
        assertThat(MigrationStores.isLegacy(row("{'verdict':'migrate','reason':'due'}"))).isTrue();
    }
}
