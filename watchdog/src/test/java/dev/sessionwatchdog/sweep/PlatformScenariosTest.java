package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.root.Facts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The scenarios of platforms (S80-S86), by their number. Those in which the kernel decides are
/// also in `PlatformIT`.
final class PlatformScenariosTest {

    private static final Duration OLD = Duration.ofHours(5);
    private static final String TEMP = "sessions.json.00000001-688b-41a1-b4f1-a4e2d099365b.tmp";
    private static final String LOCK = "5e5b0789-dc10-435b-8f07-bc76d1055a2c.jsonl.lock";

    private final World world = World.seeded(80);

    /// What would go everywhere else: an orphan, and a lock that has lapsed.
    private World dirty() {
        SimulatedOwner owner = world.gateway(7, Duration.ofHours(3));
        world.index().session(TEMP, "x", OLD);
        owner.take(LOCK, owner.undeclared());
        return world;
    }

    private List<JsonNode> told(String action) {
        return world.events(action, "observed");
    }

    private static String reason(JsonNode event) {
        return event.path("event").path("reason").asString("");
    }

    private static Facts withInode(Facts facts, long inode) {
        return new Facts(
                facts.type(),
                facts.device(),
                inode,
                facts.size(),
                facts.mtime(),
                facts.ctime(),
                facts.btime(),
                facts.mode(),
                facts.uid(),
                facts.gid(),
                facts.links(),
                facts.mountPoint());
    }

    /// Nothing is touched, it is told once why, and the rest stays silent.
    private void isOnlyLookedAt(String reason) throws Exception {
        SortedMap<String, String> before = world.gatewaysFiles();
        world.live(Duration.ofHours(6));

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(world.events("tmp.reap", "intent")).isEmpty();
        assertThat(world.events("lock.break", "intent")).isEmpty();
        assertThat(told("root.report_only"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(reason(event)).isEqualTo(reason);
                    assertThat(event.path("event").path("kind").asString("")).isEqualTo("alert");
                    assertThat(event.path("message").asString("")).contains("gateway");
                });
        assertThat(world.verify().sound()).isTrue();
    }

    @Test
    void nothing_of_this_holds_on_an_ordinary_disk() throws Exception {
        dirty().live(Duration.ofHours(6));

        assertThat(world.has(TEMP)).isFalse();
        assertThat(world.has(LOCK)).isFalse();
        assertThat(told("root.report_only")).isEmpty();
    }

    @Test
    void S80_where_one_file_has_two_identities_nothing_is_acted_on_and_no_change_is_told()
            throws Exception {
        world.disk().answerByName(World.ROOT, facts -> withInode(facts, facts.inode() + 1_000_000));
        dirty().start();
        isOnlyLookedAt("unstable-identity");

        assertThat(quiet()).hasSizeLessThan(10);
    }

    @Test
    void S80_where_the_identity_is_another_at_each_look_neither() throws Exception {
        long[] next = {1_000_000};
        world.disk().answerByName(World.ROOT, facts -> withInode(facts, next[0]++));
        dirty().start();
        isOnlyLookedAt("unstable-identity");

        assertThat(quiet()).hasSizeLessThan(10);
    }

    /// What is no summary.
    private List<String> quiet() {
        return world.events().stream()
                .map(event -> event.path("message").asString(""))
                .filter(message -> !message.startsWith("sweep.summary"))
                .toList();
    }

    @Test
    void S81_on_a_network_file_system_everything_is_only_reported_and_its_own_names_are_ignored()
            throws Exception {
        world.disk().share("NFS");
        world.session(".nfs000000000004a1b700000003", "x", OLD);
        world.session(".nfs0000.jsonl.lock.nfs", "x", OLD);
        dirty().start();
        isOnlyLookedAt("shared-file-system");

        assertThat(world.events().toString()).contains("NFS").doesNotContain(".nfs0");
        assertThat(told("tmp.reap")).anyMatch(event -> reason(event).equals("shared-file-system"));
        assertThat(told("lock.break"))
                .anyMatch(event -> reason(event).equals("shared-file-system"));
    }

    /// A Windows program that has a file open without sharing it: whoever deletes it fails. Behind
    /// WSL that is an error of unlink(2), and mostly it passes.
    @Test
    void S82_a_file_that_another_program_does_not_let_go_is_tried_ever_less_often()
            throws Exception {
        int[] tries = {0};
        boolean[] held = {true};
        world.index().session(TEMP, "x", OLD);
        world.start();
        world.disk()
                .before(operation -> {
                    if (held[0]
                            && operation.name().equals("unlink")
                            && operation.path().endsWith(TEMP)) {
                        tries[0]++;
                        throw new IOException("Device or resource busy");
                    }
                });
        world.live(Duration.ofHours(6));

        assertThat(tries[0]).isBetween(2, 20);
        assertThat(world.events("tmp.reap", "failed")).hasSize(tries[0]);
        held[0] = false;
        world.live(Duration.ofHours(1).plusMinutes(30));
        assertThat(world.has(TEMP)).isFalse();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    @Test
    void S83_when_another_directory_stands_at_the_roots_path_it_is_told_and_nothing_is_done()
            throws Exception {
        dirty().start();
        world.live(Duration.ofSeconds(30));
        world.disk().rename(World.ROOT, "home/former");
        world.disk().mkdirs(World.SESSIONS);
        world.session("sessions.json", "{}", OLD).session(TEMP, "the other's", OLD);

        assertThatThrownBy(() -> world.live(Duration.ofHours(1)))
                .isInstanceOf(RootReplacedException.class)
                .hasMessageContaining("leads to another directory now");
        assertThat(told("root.replaced"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("event").path("kind").asString(""))
                                .isEqualTo("alert"));
        assertThat(world.disk().text(World.SESSIONS + "/" + TEMP)).isEqualTo("the other's");
        assertThat(world.disk().exists("home/former/agents/main/sessions/" + TEMP)).isTrue();

        world.kill().start().live(Duration.ofHours(1));
        assertThat(world.has(TEMP)).isFalse();
    }

    @Test
    void S84_in_a_folder_that_is_carried_to_other_machines_enforce_is_not_followed()
            throws Exception {
        dirty().carriedBy("Dropbox").start();
        isOnlyLookedAt("synced-folder");

        assertThat(told("root.report_only").toString()).contains("Dropbox").contains("move it out");
    }

    @Test
    void S84_out_of_it_again_enforce_is_followed() throws Exception {
        dirty().carriedBy("Dropbox").start();
        world.live(Duration.ofHours(1));
        world.kill().carriedBy(Optional.empty()).start().live(Duration.ofHours(1));

        assertThat(world.has(TEMP)).isFalse();
        assertThat(world.has(LOCK)).isFalse();
    }

    /// More than one sweep takes up: every sweep has its bound, and what it did not see it says. As
    /// `ManyOrphansIT` shows it on a real disk; 116,000 files with `-Dhunt=true`.
    @Test
    void S86_of_thousands_of_files_each_sweep_takes_its_share_and_says_what_is_left()
            throws Exception {
        int files = Boolean.getBoolean("hunt") ? 116_000 : 9_000;
        world.index();
        for (int i = 0; i < files; i++) {
            world.session(
                    "sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(i), "x", OLD);
        }
        world.live(Duration.ofHours(files / 5_000 + 1));

        List<JsonNode> sweeps =
                told("sweep.summary").stream().map(event -> event.path("sweep")).toList();
        int most = world.config().tmp().maxPerSweep();
        assertThat(sweeps).allMatch(sweep -> sweep.path("applied").asInt() <= most);
        int done = 0;
        for (JsonNode sweep : sweeps) {
            done += sweep.path("applied").asInt();
            // Never "nothing left" before it is so.
            if (done > 0 && done < files) {
                assertThat(sweep.path("left").asInt()).as("%s", sweep).isPositive();
            }
        }
        assertThat(done).isEqualTo(files);
        assertThat(world.gatewaysFiles().keySet()).noneMatch(path -> path.endsWith(".tmp"));
    }
}
