package dev.sessionwatchdog.unit;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The life of the package and of its unit on a Debian system: one boot, from the installation to
/// the purge. Each scene between them has a user of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class InstalledUnitIT {

    private Optional<BootedDebian> booted = Optional.empty();

    private BootedDebian machine() {
        return booted.orElseThrow();
    }

    @BeforeAll
    void a_machine(@TempDir Path place) throws Exception {
        Optional<String> impossible = BootedDebian.impossible();
        assumeTrue(impossible.isEmpty(), () -> skipped(impossible.orElse("")));
        try {
            booted = Optional.of(BootedDebian.start(DebianTree.cached(), place));
        } catch (IOException failed) {
            abort(skipped(String.valueOf(failed.getMessage())));
        }
        Files.copy(Path.of(System.getProperty("deb")), machine().file("/root/first.deb"));
    }

    private static String skipped(String why) {
        return "SKIPPED: no Debian is booted ("
                + why
                + "); the units' text is checked all the same";
    }

    @AfterAll
    void the_machine_goes() {
        booted.ifPresent(BootedDebian::close);
    }

    @Test
    @Order(1)
    void the_package_brings_a_unit_and_starts_nothing() throws Exception {
        new PackageScenes(machine()).installs();
    }

    @Test
    @Order(2)
    void the_unit_guards_a_users_tree_from_its_sandbox() throws Exception {
        new UnitScenes(machine()).guards();
    }

    @Test
    @Order(3)
    void a_daemon_that_the_gateway_is_hidden_from_is_blind_and_says_so() throws Exception {
        new TroubleScenes(machine()).isBlind();
    }

    @Test
    @Order(4)
    void a_reload_takes_a_good_file_and_a_bad_one_changes_nothing() throws Exception {
        new UnitScenes(machine()).reloads();
    }

    @Test
    @Order(5)
    void a_wedged_sweep_is_dumped_and_restarted() throws Exception {
        new TroubleScenes(machine()).isWedged();
    }

    @Test
    @Order(6)
    void a_killed_daemon_is_restarted_and_concludes_what_it_had_begun() throws Exception {
        new TroubleScenes(machine()).isKilled();
    }

    @Test
    @Order(7)
    void a_bad_configuration_is_not_tried_again_and_calls_for_help() throws Exception {
        new UnitScenes(machine()).isMisconfigured();
    }

    @Test
    @Order(8)
    void two_instances_guard_two_users_and_neither_sees_the_others_tree() throws Exception {
        new UnitScenes(machine()).guardsTwoUsers();
    }

    @Test
    @Order(9)
    void a_user_unit_guards_its_own_tree() throws Exception {
        new UnitScenes(machine()).isAUsersOwn();
    }

    /// `-Dunit.idle=PT10M` measures what is to be told of it, on a quiet machine.
    @Test
    @Order(10)
    void an_idle_daemon_costs_little() throws Exception {
        new IdleScene(machine()).rests(Duration.parse(System.getProperty("unit.idle", "PT3S")));
    }

    @Test
    @Order(11)
    void an_upgrade_restarts_what_runs_and_starts_nothing_else() throws Exception {
        new PackageScenes(machine()).upgrades();
    }

    @Test
    @Order(12)
    void remove_and_purge_take_the_units_and_leave_trees_quarantine_and_logs() throws Exception {
        new PackageScenes(machine()).removes();
    }
}
