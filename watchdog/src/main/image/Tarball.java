import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

/// The archive for every Linux: unpacked anywhere, it runs there.
final class Tarball {

    private Tarball() {}

    static Path make(Release release, Contents contents) throws IOException, InterruptedException {
        String name = "session-watchdog-" + release.version();
        var tree = new Tree(release.work().resolve("tar").resolve(name));
        tree.all(".", release.image());
        for (String text : List.of("README.md", "CHANGELOG.md")) {
            tree.file(text, release.checkout().resolve(text));
        }
        tree.file("hardening.md", release.checkout().resolve("watchdog/doc/hardening.md"));
        if (contents.sbom().isPresent()) {
            tree.text("sbom.cdx.json", contents.sbom().get());
        }
        contents.licences().write(tree, "licences");
        contents.manual().write(tree, "share", false);
        Integration.system(release, tree, "share");
        Integration.examples(release, tree, "share/examples");
        tree.finish(FileTime.from(release.time()));

        Path archive = release.target().resolve(
                name + "-linux-" + release.architecture() + ".tar");
        Path packed = Path.of(archive + ".gz");
        Files.deleteIfExists(packed);
        Shell.run(release.work().resolve("tar"), Map.of(), List.of(
                "tar", "--create", "--file=" + archive, "--format=gnu", "--sort=name", "--owner=root:0", "--group=root:0",
                "--mtime=@" + release.time().getEpochSecond(), name));
        Shell.run(release.target(), Map.of(), List.of("gzip", "-n", archive.toString()));
        return packed;
    }
}
