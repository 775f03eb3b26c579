package dev.sessionwatchdog.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSourceTest {

    private static final String GOOD =
            "version: 1\nmode: observe\nroots: [{path: ~/a, stores: x}]\n";

    private final FileSystem files =
            Jimfs.newFileSystem(
                    Configuration.unix().toBuilder()
                            .setAttributeViews("basic", "owner", "posix", "unix")
                            .setDefaultAttributeValue("owner:owner", "ann")
                            .setDefaultAttributeValue("posix:permissions", "rw-r--r--")
                            .build());
    private final Path inHome =
            files.getPath("/home/ann/.config/session-watchdog/session-watchdog.yaml");
    private final Path inEtc = files.getPath("/etc/session-watchdog/ann.yaml");

    @AfterEach
    void close() throws IOException {
        files.close();
    }

    private ConfigSource source(
            Map<String, String> environment, Optional<Path> asked, Overrides overrides) {
        return new ConfigSource(
                new Surroundings(
                        "ann", Set.of("root", "ann"), files.getPath("/home/ann"), environment),
                asked,
                overrides);
    }

    private ConfigSource source() {
        return source(Map.of(), Optional.empty(), Overrides.NONE);
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Reading.Loaded loaded(Reading reading) {
        return switch (reading) {
            case Reading.Loaded loaded -> loaded;
            case Reading.Rejected(List<ConfigError> errors) ->
                    throw new AssertionError(Reads.rendered(errors));
        };
    }

    private static String refusal(Reading reading) {
        return reading instanceof Reading.Rejected(List<ConfigError> errors)
                ? errors.getFirst().render()
                : "";
    }

    @Test
    void without_any_file_the_defaults_hold() {
        assertThat(source().find()).isEmpty();
        assertThat(loaded(source().load()).file()).isEmpty();
        assertThat(loaded(source().load()).setByFile()).isZero();
    }

    @Test
    void the_file_asked_for_comes_before_the_users_and_the_users_before_the_one_in_etc()
            throws IOException {
        write(inEtc, GOOD);
        assertThat(source().find()).contains(inEtc);
        write(inHome, GOOD);
        assertThat(source().find()).contains(inHome);
        Path asked = files.getPath("/srv/mine.yaml");
        assertThat(source(Map.of(), Optional.of(asked), Overrides.NONE).find()).contains(asked);
        assertThat(refusal(source(Map.of(), Optional.of(asked), Overrides.NONE).load()))
                .isEqualTo("/srv/mine.yaml: there is no such file");
    }

    @Test
    void the_users_configuration_directory_can_be_moved_by_an_absolute_path_only()
            throws IOException {
        write(inHome, GOOD);
        Path moved = write(files.getPath("/xdg/session-watchdog/session-watchdog.yaml"), GOOD);
        assertThat(
                        source(Map.of("XDG_CONFIG_HOME", "/xdg"), Optional.empty(), Overrides.NONE)
                                .find())
                .contains(moved);
        assertThat(
                        source(Map.of("XDG_CONFIG_HOME", "xdg"), Optional.empty(), Overrides.NONE)
                                .find())
                .contains(inHome);
    }

    @Test
    void a_link_to_nothing_is_an_error_and_a_link_to_a_file_is_followed() throws IOException {
        Path target = files.getPath("/srv/real.yaml");
        Files.createDirectories(inHome.getParent());
        Files.createSymbolicLink(inHome, target);
        assertThat(refusal(source().load())).endsWith("there is no such file");
        write(target, GOOD);
        assertThat(loaded(source().load()).config().mode()).isEqualTo(Config.Mode.OBSERVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-", "rw-rw-rw-"})
    void a_file_that_others_can_write_is_refused_with_the_command_that_mends_it(String mode)
            throws IOException {
        write(inHome, GOOD);
        Files.setPosixFilePermissions(inHome, PosixFilePermissions.fromString(mode));
        assertThat(refusal(source().load()))
                .isEqualTo(
                        inHome
                                + ": can be written by others, who could change what the watchdog does: chmod go-w '"
                                + inHome
                                + "'");
    }

    @Test
    void a_file_of_another_user_is_refused_and_one_of_root_is_not() throws IOException {
        write(inHome, GOOD);
        FileOwnerAttributeView owner =
                Files.getFileAttributeView(inHome, FileOwnerAttributeView.class);
        owner.setOwner(files.getUserPrincipalLookupService().lookupPrincipalByName("bob"));
        assertThat(refusal(source().load()))
                .contains("belongs to bob, who could change what the watchdog does");
        owner.setOwner(files.getUserPrincipalLookupService().lookupPrincipalByName("root"));
        assertThat(source().load()).isInstanceOf(Reading.Loaded.class);
    }

    @Test
    void what_is_no_regular_file_or_too_large_is_refused() throws IOException {
        Files.createDirectories(inHome);
        assertThat(refusal(source().load())).endsWith("is not a regular file");
        write(inEtc, "#".repeat(ConfigFile.MAX_BYTES + 1));
        assertThat(refusal(source(Map.of(), Optional.of(inEtc), Overrides.NONE).load()))
                .contains("is larger than 1 MiB");
    }

    @Test
    void
            the_command_line_replaces_the_roots_and_keeps_what_the_file_says_about_one_of_the_same_path()
                    throws IOException {
        write(inHome, GOOD);
        Overrides asked =
                new Overrides(List.of("/b", "/home/ann/a"), Optional.of(Config.Mode.ENFORCE));
        Reading.Loaded loaded = loaded(source(Map.of(), Optional.empty(), asked).load());
        assertThat(loaded.config().mode()).isEqualTo(Config.Mode.ENFORCE);
        assertThat(loaded.config().roots())
                .containsExactly(
                        new Config.RootConfig("/b", "agents/*/sessions", Config.GatewayReads.AUTO),
                        new Config.RootConfig("/home/ann/a", "x", Config.GatewayReads.AUTO));
        assertThat(loaded.settings())
                .contains(new Effective("roots[0].path", "/b", new Origin.CommandLine(), true));
    }

    @Test
    void a_reload_takes_the_new_text_and_never_falls_back_to_the_defaults() throws IOException {
        write(inHome, GOOD);
        Reading.Loaded running = loaded(source().load());
        write(inHome, "version: 1\nmode: enforce\n");
        assertThat(loaded(source().reload(running)).config().mode()).isEqualTo(Config.Mode.ENFORCE);
        Files.delete(inHome);
        write(inEtc, GOOD);
        assertThat(refusal(source().reload(running)))
                .endsWith("the file that is in force is gone; restart to go without it");
    }

    @Test
    void a_reload_finds_a_file_that_was_not_there_at_the_start() throws IOException {
        Reading.Loaded running = loaded(source().load());
        write(inEtc, GOOD);
        assertThat(loaded(source().reload(running)).file()).contains(inEtc);
    }
}
