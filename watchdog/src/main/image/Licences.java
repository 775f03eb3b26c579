import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The licences of what the image carries: complete texts, and Debian's `copyright`.
///
/// A jar's own texts come first; what it only names is taken from `licences/` here. A licence without any text
/// ends the build.
final class Licences {

    private static final Pattern LEGAL = Pattern.compile("(?:.*/)?([^/]*(?:LICEN[CS]E|NOTICE)[^/]*)", Pattern.CASE_INSENSITIVE);

    private static final String OF_DEBIAN = "/usr/share/common-licenses/";

    private final Release release;
    private final SequencedMap<Path, SequencedMap<String, String>> texts = new LinkedHashMap<>();

    private Licences(Release release) {
        this.release = release;
    }

    static Licences of(Release release) throws IOException {
        var licences = new Licences(release);
        for (Path jar : release.jars()) {
            SequencedMap<String, String> own = inside(jar);
            licences.texts.put(jar, own);
            for (String licence : Library.of(jar).licences()) {
                if (!Files.exists(licences.vendored(licence)) && own.keySet().stream().noneMatch(name -> name.contains("LICENSE"))) {
                    throw new IOException("there is no text of " + licence + " for " + jar.getFileName());
                }
            }
        }
        return licences;
    }

    private Path vendored(String licence) {
        return release.sources().resolve("licences/" + licence.replaceFirst("-(only|or-later)$", "") + ".txt");
    }

    /// Its licence and notice files by name.
    private static SequencedMap<String, String> inside(Path jar) throws IOException {
        SequencedMap<String, String> found = new LinkedHashMap<>();
        try (var open = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(open.entries())) {
                var legal = LEGAL.matcher(entry.getName());
                if (!entry.isDirectory() && !entry.getName().endsWith(".class") && legal.matches()) {
                    try (InputStream in = open.getInputStream(entry)) {
                        found.put(legal.group(1), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return found;
    }

    /// Every text below a directory: `common/` for the licences that many share, then one directory for each jar.
    void write(Tree tree, String below) throws IOException {
        var index = new StringBuilder("""
                The licence of each jar in app/; its text lies in the directory of its name or in common/.
                Those of the Java run-time (GPL-2.0-only WITH Classpath-exception-2.0 and others) lie in runtime/legal/.

                """);
        for (var each : texts.entrySet()) {
            Path jar = each.getKey();
            Library library = Library.of(jar);
            index.append(jar.getFileName()).append(": ").append(library.licence()).append('\n');
            for (var text : each.getValue().entrySet()) {
                tree.text(below + "/" + Library.artifactOf(jar) + "/" + text.getKey(), text.getValue());
            }
            for (String licence : library.licences()) {
                Path common = vendored(licence);
                String name = below + "/common/" + common.getFileName();
                if (Files.exists(common) && !Files.exists(tree.at(name))) {
                    tree.file(name, common);
                }
            }
        }
        tree.text(below + "/README", index.toString());
    }

    /// In Debian's machine-readable format 1.0.
    String copyright() throws IOException {
        var text = new StringBuilder(release.read("watchdog/src/main/image/debian/copyright"));
        Map<String, String> paragraphs = new LinkedHashMap<>();
        for (var each : texts.entrySet()) {
            Path jar = each.getKey();
            Library library = Library.of(jar);
            text.append("\nFiles: usr/lib/session-watchdog/app/").append(jar.getFileName())
                    .append("\nCopyright: ").append(library.copyright())
                    .append("\nLicense: ").append(debianName(library, jar)).append('\n');
            for (String licence : library.licences()) {
                if (Files.exists(vendored(licence))) {
                    paragraphs.put(licence, commonText(licence));
                } else {
                    paragraphs.put(foreignName(library, jar), ownText(each.getValue()));
                }
            }
        }
        paragraphs.forEach((name, body) -> text.append("\nLicense: ").append(name).append('\n').append(indented(body)));
        return text.toString();
    }

    private String commonText(String licence) throws IOException {
        Path text = vendored(licence);
        String name = text.getFileName().toString().replace(".txt", "");
        return List.of("Apache-2.0", "LGPL-2.1").contains(name)
                ? "On Debian systems the complete text is in\n" + OF_DEBIAN + name + "."
                : Files.readString(text);
    }

    /// Without the Apache licence, which Debian has.
    private static String ownText(Map<String, String> own) {
        return own.entrySet().stream()
                .filter(text -> text.getKey().contains("LICENSE") && !text.getValue().contains("Apache License"))
                .map(Map.Entry::getValue)
                .map(String::strip)
                .collect(Collectors.joining("\n\n"));
    }

    /// Texts that only one jar has go by its name; all of them are one paragraph.
    private String foreignName(Library library, Path jar) {
        return library.licences().stream()
                .filter(licence -> !Files.exists(vendored(licence)))
                .collect(Collectors.joining("-", "", "~" + Library.artifactOf(jar)));
    }

    private String debianName(Library library, Path jar) {
        String operator = library.licence().contains(" OR ") ? " or " : " and ";
        return library.licences().stream()
                .map(licence -> Files.exists(vendored(licence)) ? licence : foreignName(library, jar))
                .distinct()
                .collect(Collectors.joining(operator));
    }

    private static String indented(String text) {
        return text.stripTrailing().lines()
                .map(line -> line.isBlank() ? " .\n" : " " + line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }
}
