import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The package for Debian and its kind.
final class Debian {

    private static final String HOME = "usr/lib/session-watchdog";
    private static final String DOC = "usr/share/doc/session-watchdog";

    private Debian() {}

    static Path make(Release release, Contents contents) throws IOException, InterruptedException {
        var tree = new Tree(release.work().resolve("deb"));
        tree.all(HOME, release.image());
        tree.link("usr/bin/session-watchdog", "../lib/session-watchdog/bin/session-watchdog");
        tree.directory("etc/session-watchdog");
        Integration.system(release, tree, "usr/lib");
        Integration.examples(release, tree, DOC + "/examples");
        documents(release, contents, tree);
        control(release, tree);
        tree.finish(FileTime.from(release.time()));

        Path deb = release.target().resolve(
                "session-watchdog_" + release.debianVersion() + "_" + release.architecture() + ".deb");
        // xz, because every dpkg reads it; level 1 would take a third of the time and leave 0.4 of the allowed 45 MB.
        Shell.run(release.work(), Map.of("SOURCE_DATE_EPOCH", Long.toString(release.time().getEpochSecond())), List.of(
                "dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", "deb", deb.toString()));
        return deb;
    }

    private static void documents(Release release, Contents contents, Tree tree) throws IOException, InterruptedException {
        contents.manual().write(tree, "usr/share", true);
        contents.licences().write(tree, DOC + "/licences");
        tree.text(DOC + "/copyright", contents.licences().copyright());
        if (contents.sbom().isPresent()) {
            tree.text(DOC + "/sbom.cdx.json", contents.sbom().get());
        }
        tree.file("usr/share/lintian/overrides/session-watchdog", release.sources().resolve("debian/lintian-overrides"));
        tree.file(DOC + "/hardening.md", release.checkout().resolve("watchdog/doc/hardening.md"));
        tree.gzipped(DOC + "/README.md", release.read("README.md"));
        tree.gzipped(DOC + "/CHANGELOG.md", release.read("CHANGELOG.md"));
        String day = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT)
                .format(release.time().atOffset(ZoneOffset.UTC));
        tree.gzipped(DOC + "/changelog", """
                session-watchdog (%s) unstable; urgency=medium

                  * What changed is told in CHANGELOG.md.gz.

                 -- %s  %s
                """.formatted(release.debianVersion(), maintainer(release), day));
    }

    private static String maintainer(Release release) throws IOException {
        return release.read("watchdog/src/main/image/debian/control").lines()
                .filter(line -> line.startsWith("Maintainer: "))
                .findFirst().orElseThrow().substring("Maintainer: ".length());
    }

    private static void control(Release release, Tree tree) throws IOException {
        long size = tree.installedSize();
        var sums = new StringBuilder();
        for (Path file : Tree.files(tree.directory())) {
            if (!Files.isSymbolicLink(file)) {
                sums.append(md5(Files.readAllBytes(file))).append("  ")
                        .append(tree.directory().relativize(file)).append('\n');
            }
        }
        tree.text("DEBIAN/md5sums", sums.toString());
        tree.text("DEBIAN/control", release.read("watchdog/src/main/image/debian/control")
                .replace("@VERSION@", release.debianVersion())
                .replace("@ARCHITECTURE@", release.architecture())
                .replace("@INSTALLED_SIZE@", Long.toString(size)));
        for (String script : List.of("postinst", "prerm", "postrm")) {
            tree.executable("DEBIAN/" + script, release.read("watchdog/src/main/image/debian/" + script));
        }
    }

    /// The format of the package wants MD5; it guards against accidents only.
    private static String md5(byte[] content) {
        try {
            return java.util.HexFormat.of().formatHex(java.security.MessageDigest.getInstance("MD5").digest(content));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
