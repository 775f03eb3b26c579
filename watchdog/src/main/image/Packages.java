import java.time.Duration;

/// Makes what is released from the image: `session-watchdog_VERSION_ARCH.deb`, `session-watchdog-VERSION-linux-ARCH.tar.gz`,
/// the software bill of materials and `SHA256SUMS`, in Maven's target directory.
///
/// Equal sources give equal bytes: names are sorted, times, owners and modes are fixed here and not taken from files.
/// Where the tools of Debian are missing it says so and makes no .deb; outside Linux it makes nothing.
///
///     java -cp LIBRARIES Packages.java TARGET CHECKOUT VERSION TIME

void main(String[] args) throws Exception {
    Path target = Path.of(args[0]);
    var release = Release.of(target, Path.of(args[1]), args[2], Instant.parse(args[3]));
    if (!System.getProperty("os.name").equals("Linux")) {
        System.out.println("packages: SKIPPED, they are made on Linux only");
        return;
    }
    String sources = release.fingerprint();
    Path record = target.resolve("packages.txt");
    if (Files.exists(record) && Files.readString(record).equals(sources) && Files.exists(target.resolve("SHA256SUMS"))) {
        return;
    }
    Files.deleteIfExists(record);
    var started = Instant.now();
    Tree.remove(release.work());
    var contents = Contents.of(release);
    var made = new ArrayList<Path>();
    Path sbom = target.resolve("session-watchdog-" + release.version() + ".cdx.json");
    Files.deleteIfExists(sbom);
    if (contents.sbom().isPresent()) {
        made.add(Files.writeString(sbom, contents.sbom().get()));
    }
    made.add(Tarball.make(release, contents));
    if (Shell.has("dpkg-deb")) {
        Path deb = Debian.make(release, contents);
        // One name for tests, whatever version and architecture.
        Files.createSymbolicLink(release.work().resolve("session-watchdog.deb"), deb);
        made.add(deb);
    } else {
        System.out.println("packages: SKIPPED the .deb, there is no dpkg-deb here");
    }
    var sums = new StringBuilder();
    for (Path file : made.stream().sorted().toList()) {
        sums.append(Release.sha256(Files.readAllBytes(file))).append("  ").append(file.getFileName()).append('\n');
    }
    Files.writeString(target.resolve("SHA256SUMS"), sums);
    Files.writeString(record, sources);
    System.out.println("packages: made in " + Duration.between(started, Instant.now()).toMillis() + " ms");
}
