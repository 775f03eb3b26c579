package dev.sessionwatchdog.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of `launchd/`.
class PropertyListsTest {

    private static final String AGENT = "../launchd/ai.openclaw.session-watchdog.plist";
    private static final String DAEMON = "../launchd/ai.openclaw.session-watchdog.daemon.plist";

    /// launchd.plist(5) of macOS.
    private static final Set<String> KNOWN =
            Set.of(
                    "Label",
                    "Disabled",
                    "UserName",
                    "GroupName",
                    "inetdCompatibility",
                    "LimitLoadToHosts",
                    "LimitLoadFromHosts",
                    "LimitLoadToSessionType",
                    "LimitLoadToHardware",
                    "LimitLoadFromHardware",
                    "Program",
                    "BundleProgram",
                    "ProgramArguments",
                    "EnableGlobbing",
                    "EnableTransactions",
                    "EnablePressuredExit",
                    "OnDemand",
                    "ServiceIPC",
                    "KeepAlive",
                    "RunAtLoad",
                    "RootDirectory",
                    "WorkingDirectory",
                    "EnvironmentVariables",
                    "Umask",
                    "TimeOut",
                    "ExitTimeOut",
                    "ThrottleInterval",
                    "InitGroups",
                    "WatchPaths",
                    "QueueDirectories",
                    "StartOnMount",
                    "StartInterval",
                    "StartCalendarInterval",
                    "StandardInPath",
                    "StandardOutPath",
                    "StandardErrorPath",
                    "Debug",
                    "WaitForDebugger",
                    "SoftResourceLimits",
                    "HardResourceLimits",
                    "Nice",
                    "ProcessType",
                    "AbandonProcessGroup",
                    "LowPriorityIO",
                    "LowPriorityBackgroundIO",
                    "MaterializeDatalessFiles",
                    "LaunchOnlyOnce",
                    "MachServices",
                    "Sockets",
                    "LaunchEvents",
                    "HopefullyExitsLast",
                    "HopefullyExitsFirst",
                    "SessionCreate",
                    "LegacyTimers",
                    "AssociatedBundleIdentifiers");

    private static final Set<String> KNOWN_LIMITS =
            Set.of(
                    "Core",
                    "CPU",
                    "Data",
                    "FileSize",
                    "MemoryLock",
                    "NumberOfFiles",
                    "NumberOfProcesses",
                    "ResidentSetSize",
                    "Stack");

    private static int run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        } catch (IOException missing) {
            assumeTrue(false, "not installed: " + command[0]);
            return -1;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        assertThat(code).as("%s: %s", List.of(command), said).isZero();
        return code;
    }

    @ParameterizedTest
    @ValueSource(strings = {AGENT, DAEMON})
    void pass_xmllint_and_another_reader_of_property_lists(String file) throws Exception {
        run("xmllint", "--noout", "--nonet", file);
        run("python3", "-c", "import plistlib,sys; plistlib.load(open(sys.argv[1],'rb'))", file);
    }

    @ParameterizedTest
    @ValueSource(strings = {AGENT, DAEMON})
    void say_only_what_launchd_knows(String file) throws Exception {
        Map<String, Object> job = PropertyList.read(Path.of(file));

        assertThat(KNOWN).containsAll(job.keySet());
        assertThat(job.get("KeepAlive")).isEqualTo(Map.of("SuccessfulExit", false));
        for (String limits : List.of("SoftResourceLimits", "HardResourceLimits")) {
            Map<?, ?> values = (Map<?, ?>) Objects.requireNonNull(job.get(limits));
            assertThat(KNOWN_LIMITS)
                    .containsAll(values.keySet().stream().map(String::valueOf).toList());
            assertThat(values).isEqualTo(Map.of("NumberOfFiles", 16_384L, "Core", 0L));
        }
        assertThat(job)
                .containsEntry("Umask", 0077L)
                .containsEntry("RunAtLoad", true)
                .containsEntry("ProcessType", "Background")
                .containsKeys("StandardErrorPath", "StandardOutPath");
        assertThat((Long) job.get("ThrottleInterval")).isBetween(10L, 60L);
        assertThat((Long) job.get("ExitTimeOut")).isBetween(20L, 60L);
    }

    @ParameterizedTest
    @ValueSource(strings = {AGENT, DAEMON})
    void start_the_daemon_as_a_job_that_no_bad_configuration_makes_loop(String file)
            throws Exception {
        Map<String, Object> job = PropertyList.read(Path.of(file));

        assertThat((List<?>) job.get("ProgramArguments")).hasSize(2).last().isEqualTo("run");
        assertThat((Map<?, ?>) job.get("EnvironmentVariables"))
                .extracting("SESSION_WATCHDOG_SERVICE")
                .isEqualTo("launchd");
    }

    @Test
    void the_daemon_runs_as_the_gateways_user_in_their_home_and_the_agent_as_whoever_loads_it()
            throws Exception {
        Map<String, Object> daemon = PropertyList.read(Path.of(DAEMON));
        assertThat(daemon).containsEntry("UserName", "USERNAME");
        assertThat((Map<?, ?>) daemon.get("EnvironmentVariables"))
                .extracting("HOME")
                .isEqualTo("/Users/USERNAME");
        assertThat(PropertyList.read(Path.of(AGENT))).doesNotContainKey("UserName");
    }

    @Test
    void a_list_with_two_keys_in_a_row_is_none() {
        assertThatThrownBy(() ->
                        PropertyList.parse("<plist><dict><key>a</key><key>b</key></dict></plist>"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
