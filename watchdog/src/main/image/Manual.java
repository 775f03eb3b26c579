import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Manual pages and completion scripts, as the program in the image makes them of itself.
record Manual(Path made) {

    static Manual of(Release release) throws IOException, InterruptedException {
        Path made = release.work().resolve("manual");
        Shell.run(release.target(), Map.of(), List.of(
                release.image().resolve("runtime/bin/java").toString(),
                "-Dsession-watchdog.image=" + release.image(),
                "-classpath", release.image().resolve("app/session-watchdog.jar").toString(),
                "dev.sessionwatchdog.cli.ManualPages", made.toString(), release.time().toString().substring(0, 10)));
        return new Manual(made);
    }

    /// Below `/usr/share` or what stands for it.
    ///
    /// @param packed as Debian wants the pages
    void write(Tree tree, String share, boolean packed) throws IOException, InterruptedException {
        for (Path page : Tree.files(made)) {
            String name = page.getFileName().toString();
            if (name.matches(".*\\.[15]")) {
                String place = share + "/man/man" + name.charAt(name.length() - 1) + "/" + name;
                if (packed) {
                    tree.gzipped(place, Files.readString(page));
                } else {
                    tree.file(place, page);
                }
            }
        }
        tree.file(share + "/bash-completion/completions/session-watchdog", made.resolve("bash"));
        tree.file(share + (packed ? "/zsh/vendor-completions" : "/zsh/site-functions") + "/_session-watchdog", made.resolve("zsh"));
    }
}
