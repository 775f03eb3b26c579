package dev.sessionwatchdog.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
/// the purge, each scene with a user of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class InstalledUnitIT {

    private BootedDebian machine;

    @BeforeAll
    void a_machine(@TempDir Path place) throws Exception {
        Optional<String> impossible = BootedDebian.impossible();
        assumeTrue(impossible.isEmpty(), () -> "SKIPPED: no Debian is booted: " + impossible.get());
        try {
            machine = BootedDebian.start(DebianTree.cached(), place);
        } catch (IOException failed) {
            abort("SKIPPED: no Debian is booted: " + failed.getMessage());
        }
        Files.copy(Path.of(System.getProperty("deb")), machine.file("/root/it.deb"));
    }

    @AfterAll
    void the_machine_goes() {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    @Order(1)
    void the_package_brings_its_units_and_starts_none() throws Exception {
        System.out.println(machine.done("dpkg", "--install", "/root/it.deb"));
        System.out.println(machine.done("session-watchdog", "version"));
    }

    @Test
    @Order(2)
    void x() throws Exception {
        GuardedUser user = GuardedUser.in(machine, "gateway");
        user.configure(GuardedUser.QUICK);
        user.drop("x", "[Service]\nType=exec\nWatchdogSec=0\n");
        Path lock = user.holds("leaked", GuardedUser.SHORT);
        user.tree().orphan("main", 1, "{}");
        user.ownsAll();
        user.start();
        try {
        await().atMost(BootedDebian.PATIENCE).until(() -> !Files.exists(lock));
        } finally {
        System.out.println(user.journal());
        System.out.println(user.log().lines());
        System.out.println(user.said().toPrettyString());
        }
    }
}
