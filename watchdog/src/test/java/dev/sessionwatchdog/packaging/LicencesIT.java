package dev.sessionwatchdog.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever the package carries is told, with its licence.
final class LicencesIT {

    @TempDir private static Path directory = Path.of("");

    private static Deb deb = new Deb(Path.of(""), Path.of(""));

    @BeforeAll
    static void unpack() throws Exception {
        deb = Deb.unpackedBelow(directory);
    }

    @Test
    void every_jar_is_in_the_bill_of_materials_with_its_hash_and_licence() throws Exception {
        List<String> told = new ArrayList<>();
        for (JsonNode component : components()) {
            told.add(component.at("/hashes/0/content").asString());
            assertThat(component.at("/licenses/0/expression").asString())
                    .as("%s", component.path("name"))
                    .isNotEmpty();
        }
        for (Path jar : deb.jars()) {
            assertThat(told).as("%s", jar).contains(sha256(jar));
        }
        assertThat(told).hasSize(deb.jars().size() + 2);
    }

    @Test
    void the_run_time_and_the_plotting_library_are_in_it_too() throws Exception {
        Path modules = deb.home().resolve("runtime/lib/modules");
        assertThat(components())
                .anySatisfy(component -> {
                    assertThat(component.path("name").asString()).isEqualTo("OpenJDK");
                    assertThat(component.at("/hashes/0/content").asString())
                            .isEqualTo(sha256(modules));
                    assertThat(component.at("/licenses/0/expression").asString())
                            .isEqualTo("GPL-2.0-only WITH Classpath-exception-2.0");
                })
                .anySatisfy(component ->
                        assertThat(component.path("purl").asString())
                                .startsWith("pkg:npm/uplot@1."));
    }

    @Test
    void the_bill_of_materials_has_no_serial_number_and_no_time() throws Exception {
        JsonNode bom = bom();
        assertThat(bom.path("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(bom.has("serialNumber")).isFalse();
        assertThat(bom.at("/metadata/timestamp").asString("2026-01-01T00:00:00Z"))
                .isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void every_jar_stands_in_the_copyright_file_with_a_licence_whose_text_is_there()
            throws Exception {
        List<String> paragraphs =
                List.of(Files.readString(deb.documents().resolve("copyright")).split("\n\n", -1));
        for (Path jar : deb.jars()) {
            String files = "Files: usr/lib/session-watchdog/app/" + jar.getFileName() + "\n";
            List<String> its = paragraphs.stream().filter(one -> one.startsWith(files)).toList();
            assertThat(its).as("%s", jar).hasSize(1);
            String licence =
                    its.getFirst().strip().lines().toList().getLast().replace("License: ", "");
            for (String name : licence.split(" (and|or) ", -1)) {
                assertThat(paragraphs)
                        .as("%s of %s", name, jar)
                        .anySatisfy(text ->
                                assertThat(text)
                                        .startsWith("License: " + name + "\n")
                                        .hasSizeGreaterThan(100));
            }
        }
    }

    @Test
    void complete_texts_lie_beside_it() throws Exception {
        Path licences = deb.documents().resolve("licences");
        String index = Files.readString(licences.resolve("README"));
        for (Path jar : deb.jars()) {
            assertThat(index).contains("\n" + jar.getFileName() + ": ");
        }
        assertThat(licences.resolve("common/Apache-2.0.txt"))
                .content()
                .contains("END OF TERMS AND CONDITIONS");
        assertThat(licences.resolve("common/EPL-2.0.txt"))
                .content()
                .contains("Eclipse Public License - v 2.0");
        assertThat(licences.resolve("common/LGPL-2.1.txt"))
                .content()
                .contains("END OF TERMS AND CONDITIONS");
        assertThat(licences.resolve("session-watchdog/uPlot.LICENSE"))
                .content()
                .contains("Leon Sorokin");
        assertThat(licences.resolve("slf4j-api/LICENSE.txt")).content().contains("QOS.ch");
        assertThat(deb.home().resolve("runtime/legal/java.base/LICENSE"))
                .content()
                .contains("CLASSPATH");
    }

    private static JsonNode bom() throws Exception {
        assumeTrue(
                Files.exists(deb.documents().resolve("sbom.cdx.json")),
                "there is no bill of materials: Maven was offline");
        return JsonMapper.shared()
                .readTree(Files.readString(deb.documents().resolve("sbom.cdx.json")));
    }

    private static List<JsonNode> components() throws Exception {
        JsonNode bom = bom();
        return Stream.concat(
                        Stream.of(bom.at("/metadata/component")),
                        bom.path("components").valueStream())
                .toList();
    }

    private static String sha256(Path file) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(digest);
    }
}
