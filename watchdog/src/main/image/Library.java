import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Who wrote what the image carries beside the program itself, and under which licence. A jar that is not in this
/// table ends the build: whoever adds a library looks its licence up.
///
/// @param artifact the jar's name without its version
/// @param licence as an SPDX expression
record Library(String artifact, String licence, String copyright) {

    private static final String APACHE = "Apache-2.0";

    private static final List<Library> ALL = List.of(
            new Library("commons-lang3", APACHE, "2001-2025 The Apache Software Foundation"),
            new Library("commons-text", APACHE, "2014-2025 The Apache Software Foundation"),
            new Library("directory-watcher", APACHE, "Greg Methvin, Takari and contributors"),
            new Library("jackson-annotations", APACHE, "2007-, Tatu Saloranta"),
            new Library("jackson-core", "Apache-2.0 AND MIT AND BSL-1.0 AND BSD-2-Clause",
                    "2007-, Tatu Saloranta; FastDoubleParser: 2023-2024 Werner Randelshofer; Schubfach: 2018-2020 Raffaello Giulietti"),
            new Library("jackson-databind", APACHE, "2007-, Tatu Saloranta"),
            new Library("java-uuid-generator", APACHE, "Tatu Saloranta and contributors"),
            new Library("jna", "Apache-2.0 OR LGPL-2.1-or-later", "Timothy Wall and contributors"),
            new Library("jspecify", APACHE, "The JSpecify Authors"),
            new Library("jte-runtime", APACHE, "Andreas Hager and contributors"),
            new Library("logback-classic", "EPL-2.0 OR LGPL-2.1-only", "1999-2024 QOS.ch"),
            new Library("logback-core", "EPL-2.0 OR LGPL-2.1-only", "1999-2024 QOS.ch"),
            new Library("picocli", APACHE, "2017 Remko Popma"),
            new Library("prometheus-metrics-*", APACHE, "The Prometheus Authors"),
            new Library("quartz", APACHE, "Terracotta, Inc.; Super iPaaS Integration LLC, an IBM Company"),
            new Library("slf4j-api", "MIT", "2004-2023 QOS.ch"),
            new Library("snakeyaml-engine", APACHE, "2018 The SnakeYAML Engine authors"),
            new Library("session-watchdog", "Apache-2.0 AND MIT", "The session-watchdog authors; uPlot: 2022 Leon Sorokin"),
            new Library("store-lib", APACHE, "The session-watchdog authors"));

    static Library of(Path jar) throws IOException {
        String artifact = artifactOf(jar);
        for (Library each : ALL) {
            boolean family = each.artifact.endsWith("*");
            String name = each.artifact.replace("*", "");
            if (family ? artifact.startsWith(name) : artifact.equals(name)) {
                return each;
            }
        }
        throw new IOException("nobody looked up the licence of " + jar.getFileName() + ": add it to Library.java and NOTICE");
    }

    /// `logback-core-1.6.6.jar` is `logback-core`.
    static String artifactOf(Path jar) {
        return jar.getFileName().toString().replaceFirst("(-[0-9][^/]*)?\\.jar$", "");
    }

    /// The SPDX identifiers in it.
    List<String> licences() {
        return List.of(licence.split(" (AND|OR) "));
    }
}
