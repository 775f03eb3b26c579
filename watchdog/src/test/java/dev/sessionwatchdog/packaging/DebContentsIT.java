package dev.sessionwatchdog.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the package for Debian holds, and what it asks for.
final class DebContentsIT {

    private static final long MEGABYTE = 1_000_000;
    private static final int ELF = 0x7f454c46;

    /// What libc6 brings, on any processor.
    private static final Pattern LIBC6 =
            Pattern.compile(
                    "(?:libc|libm|libdl|libpthread|librt)\\.so\\.6?\\d?|ld-linux.*\\.so\\.\\d");

    @TempDir private static Path directory = Path.of("");

    private static Deb deb = new Deb(Path.of(""), Path.of(""));

    @BeforeAll
    static void unpack() throws Exception {
        deb = Deb.unpackedBelow(directory);
    }

    @Test
    void is_small_also_with_the_cache_that_it_makes() throws Exception {
        long cache = 0;
        Path image = Path.of(System.getProperty("launcher")).resolve("../../app").normalize();
        for (Path file : Deb.files(image)) {
            cache += file.toString().endsWith(".aot") ? Files.size(file) : 0;
        }
        long installed = 1024 * Long.parseLong(deb.control("Installed-Size"));

        assertThat(cache).isPositive();
        assertThat(Files.size(deb.file())).isLessThanOrEqualTo(45 * MEGABYTE);
        assertThat(installed + cache).isLessThanOrEqualTo(110 * MEGABYTE);
        System.out.printf(
                "package %d bytes, installed %d bytes and a cache of %d bytes%n",
                Files.size(deb.file()), installed, cache);
    }

    @Test
    void needs_nothing_but_the_c_library_in_the_version_that_it_asks_for() throws Exception {
        Tool.need("readelf");
        Set<String> brought =
                Deb.files(deb.home().resolve("runtime")).stream()
                        .map(file -> file.getFileName().toString())
                        .collect(Collectors.toSet());
        Set<String> wanted = new TreeSet<>();
        List<Integer> versions = new ArrayList<>();
        for (Path program : programs()) {
            String read =
                    Tool.output(
                            "readelf", "--wide", "--dynamic", "--version-info", program.toString());
            all("\\(NEEDED\\).*\\[(.*)]", read).forEach(wanted::add);
            all("Name: GLIBC_2\\.(\\d+)", read).map(Integer::valueOf).forEach(versions::add);
        }
        wanted.removeAll(brought);

        assertThat(wanted).contains("libc.so.6").allMatch(name -> LIBC6.matcher(name).matches());
        assertThat(deb.control("Depends"))
                .isEqualTo(
                        "libc6 (>= 2."
                                + versions.stream().max(Integer::compare).orElseThrow()
                                + ")");
    }

    private static List<Path> programs() throws IOException {
        List<Path> programs = new ArrayList<>();
        for (Path file : Deb.files(deb.home())) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] start = in.readNBytes(4);
                if (start.length == 4 && java.nio.ByteBuffer.wrap(start).getInt() == ELF) {
                    programs.add(file);
                }
            }
        }
        assertThat(programs).hasSizeGreaterThan(10);
        return programs;
    }

    private static Stream<String> all(String regex, String text) {
        return Pattern.compile(regex).matcher(text).results().map(found -> found.group(1));
    }

    @Test
    void lintian_finds_no_error() throws Exception {
        Tool.need("lintian");
        Tool lintian =
                Tool.run(
                        "lintian",
                        "--allow-root",
                        "--tag-display-limit",
                        "0",
                        deb.file().toString());

        System.out.println(
                "lintian: "
                        + lintian.said().lines().filter(line -> !line.startsWith("W")).toList());
        assertThat(lintian.said().lines().filter(line -> line.startsWith("E:"))).isEmpty();
        assertThat(lintian.exitCode()).isZero();
    }

    @Test
    void every_override_is_explained() throws Exception {
        String overrides = Files.readString(deb.at("usr/share/lintian/overrides/session-watchdog"));
        for (String group : overrides.strip().split("\n\n", -1)) {
            assertThat(group).startsWith("# ").contains("\nsession-watchdog: ");
        }
    }

    @Test
    void a_unit_s_manual_pages_are_in_the_package() throws Exception {
        Set<String> pages = new TreeSet<>();
        for (Path page : Deb.files(deb.at("usr/share/man"))) {
            pages.add(page.getFileName().toString());
        }
        assertThat(pages).contains("session-watchdog.1.gz", "session-watchdog.yaml.5.gz");
        if (Files.exists(deb.at("usr/lib/systemd"))) {
            for (Path unit : Deb.files(deb.at("usr/lib/systemd"))) {
                Matcher named =
                        Pattern.compile("man:(session-watchdog\\S*)\\((\\d)\\)")
                                .matcher(Files.readString(unit));
                while (named.find()) {
                    assertThat(pages)
                            .as("%s", unit)
                            .contains(named.group(1) + "." + named.group(2) + ".gz");
                }
            }
        }
    }

    @Test
    void holds_no_cache_and_nothing_that_others_may_write() throws Exception {
        for (Path file : Deb.files(deb.unpacked())) {
            assertThat(file.toString()).doesNotEndWith(".aot");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as("%s", file)
                    .isIn("rw-r--r--", "rwxr-xr-x");
        }
        assertThat(Tool.output("dpkg-deb", "--contents", deb.file().toString()).lines())
                .allMatch(line -> line.contains(" root/root "));
    }
}
