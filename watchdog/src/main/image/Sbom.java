import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The bill of materials (CycloneDX), brought from what Maven resolved to what is shipped: the hash of each jar as it
/// lies in the image, its licence by [Library], and what Maven does not know of: the Java run-time and uPlot.
///
/// A jar of the image that it does not name, or a component without a jar, ends the build.
final class Sbom {

    private static final Pattern UPLOT = Pattern.compile("uPlot \\(v([0-9.]+)\\)");

    private final Release release;
    private final ObjectNode bom;

    private Sbom(Release release) throws IOException {
        this.release = release;
        this.bom = (ObjectNode) JsonMapper.shared().readTree(Files.readString(release.target().resolve("bom.json")));
    }

    /// Empty where Maven was told to stay offline, for then its plugin makes none.
    static Optional<String> of(Release release) throws IOException {
        if (!Files.exists(release.target().resolve("bom.json"))) {
            System.out.println("packages: SKIPPED the bill of materials, Maven makes none when it is offline (-o)");
            return Optional.empty();
        }
        var sbom = new Sbom(release);
        sbom.describeJars();
        sbom.addRuntime();
        sbom.addUplot();
        return Optional.of(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(sbom.bom) + "\n");
    }

    private void describeJars() throws IOException {
        Map<String, Path> jars = new HashMap<>();
        for (Path jar : release.jars()) {
            jars.put(jar.getFileName().toString(), jar);
        }
        describe((ObjectNode) bom.at("/metadata/component"), jars.remove("session-watchdog.jar"));
        for (JsonNode component : bom.path("components")) {
            String name = component.path("name").asString() + "-" + component.path("version").asString() + ".jar";
            Path jar = jars.remove(name);
            if (jar == null) {
                throw new IOException("the bill of materials names " + name + ", which is not in the image");
            }
            describe((ObjectNode) component, jar);
        }
        if (!jars.isEmpty()) {
            throw new IOException("the bill of materials does not name " + jars.keySet());
        }
    }

    private static void describe(ObjectNode component, Path jar) throws IOException {
        String shipped = Release.sha256(Files.readAllBytes(jar));
        for (JsonNode hash : component.path("hashes")) {
            if (hash.path("alg").asString().equals("SHA-256") && !hash.path("content").asString().equals(shipped)) {
                component.putObject("pedigree").put("notes", "class files rewritten in a newer class file format by the build");
            }
        }
        hash(component, shipped);
        licence(component, Library.of(jar).licence());
    }

    private static void hash(ObjectNode component, String sha256) {
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256);
    }

    private static void licence(ObjectNode component, String expression) {
        component.putArray("licenses").addObject().put("expression", expression);
    }

    private void addRuntime() throws IOException {
        String version = System.getProperty("java.runtime.version");
        ObjectNode runtime = add("platform", "OpenJDK", version, "pkg:generic/openjdk@" + version.replace("+", "%2B"));
        runtime.putObject("supplier").put("name", System.getProperty("java.vendor"));
        hash(runtime, Release.sha256(Files.readAllBytes(release.image().resolve("runtime/lib/modules"))));
        licence(runtime, "GPL-2.0-only WITH Classpath-exception-2.0");
    }

    private void addUplot() throws IOException {
        Path script = release.checkout().resolve("watchdog/src/main/resources/dev/sessionwatchdog/report/uPlot.iife.min.js");
        var version = UPLOT.matcher(Files.readString(script, StandardCharsets.UTF_8));
        if (!version.find()) {
            throw new IOException(script + " does not tell its version");
        }
        ObjectNode uplot = add("library", "uplot", version.group(1), "pkg:npm/uplot@" + version.group(1));
        hash(uplot, Release.sha256(Files.readAllBytes(script)));
        licence(uplot, "MIT");
    }

    /// A component that the program itself depends on.
    private ObjectNode add(String type, String name, String version, String purl) {
        ObjectNode component = ((ArrayNode) bom.path("components")).addObject();
        component.put("type", type).put("bom-ref", purl).put("name", name).put("version", version).put("purl", purl);
        String program = bom.at("/metadata/component/bom-ref").asString();
        ArrayNode dependencies = (ArrayNode) bom.path("dependencies");
        for (JsonNode each : dependencies) {
            if (each.path("ref").asString().equals(program)) {
                ((ArrayNode) each.path("dependsOn")).add(purl);
            }
        }
        dependencies.addObject().put("ref", purl).putArray("dependsOn");
        return component;
    }
}
