import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What systemd and other programs read: units, the journal's catalog, examples.
final class Integration {

    private Integration() {}

    /// The places are those below `/usr/lib`.
    static void system(Release release, Tree tree, String lib) throws IOException {
        Path units = release.checkout().resolve("systemd");
        for (String unit : new String[] {"session-watchdog@.service", "session-watchdog-failure@.service"}) {
            take(tree, lib + "/systemd/system/" + unit, units.resolve(unit));
        }
        take(tree, lib + "/systemd/user/session-watchdog.service", units.resolve("user/session-watchdog.service"));
        take(tree, lib + "/systemd/catalog/session-watchdog.catalog", units.resolve("session-watchdog.catalog"));
        take(tree, lib + "/tmpfiles.d/session-watchdog.conf", units.resolve("session-watchdog.tmpfiles.conf"));
    }

    static void examples(Release release, Tree tree, String examples) throws IOException {
        tree.all(examples + "/dropins", release.checkout().resolve("systemd/dropins"));
        take(tree, examples + "/session-watchdog.rules.yml",
                release.checkout().resolve("watchdog/src/main/prometheus/session-watchdog.rules.yml"));
    }

    /// A file that is not there would be missed by whoever installs, and not by the build.
    private static void take(Tree tree, String name, Path from) throws IOException {
        if (!Files.exists(from)) {
            throw new IOException("the packages are to hold " + name + ", and there is no " + from);
        }
        tree.file(name, from);
    }
}
