import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.spi.ToolProvider;

/// Makes the image that people install: `bin/`, `runtime/`, `app/`, `agent/` and the flags, with nothing outside.
///
/// Maven runs this file in source mode on the JDK of the build, which is therefore the JDK that the run-time
/// is linked from. Nothing is made twice: the run-time is kept while JDK and modules stay the same, the AOT
/// cache while the run-time, the flags and every jar stay the same.
///
///     java Image.java IMAGE MAIN_JAR CLASS_PATH_FILE IMAGE_SOURCES LEGAL_FILES_DIRECTORY JAR_TIME CACHE_TOO

/// The modules that the application and its libraries need; `java.desktop` is for Quartz (`java.beans`).
static final String MODULES =
        "java.base,java.desktop,java.logging,java.management,java.naming,java.rmi,java.xml,jdk.unsupported";

/// The windows, fonts and sound of `java.desktop`, which no daemon needs.
static final String EXCLUDED =
        "**libawt*.so,**libfreetype.so,**libfontmanager.so,**libjsound.so,**libjavajpeg.so,**liblcms.so,"
                + "**libmlib_image.so,**libsplashscreen.so,**libjawt.so,**psfont*";

void main(String[] args) throws Exception {
    Path image = Path.of(args[0]);
    Path mainJar = Path.of(args[1]);
    Path classPathFile = Path.of(args[2]);
    Path sources = Path.of(args[3]);
    Path legal = Path.of(args[4]);
    FileTime jarTime = FileTime.from(Instant.parse(args[5]));
    boolean cacheToo = Boolean.parseBoolean(args[6]);

    Map<Path, Path> files = new LinkedHashMap<>();
    files.put(image.resolve("jvm.options"), sources.resolve("jvm.options"));
    files.put(image.resolve("app/session-watchdog.jar"), mainJar);
    for (String jar : Files.readString(classPathFile).strip().split(File.pathSeparator)) {
        files.put(image.resolve("app").resolve(Path.of(jar).getFileName()), Path.of(jar));
    }

    Path record = image.resolveSibling("image-app.txt");
    boolean newRuntime = link(image.resolve("runtime"), image.resolveSibling("image-runtime.txt"));
    String made = contents(files.values()) + contents(List.of(
            sources.resolve("Image.java"),
            sources.resolve("libexec/make-aot-cache"),
            image.resolve("runtime/release")));
    String id = sha256(made.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    Path cache = image.resolve("app").resolve(id + ".aot");
    boolean newFiles = newRuntime || !made.equals(recorded(record));
    if (newFiles) {
        Files.deleteIfExists(record);
        remove(image.resolve("app"));
        for (var file : files.entrySet()) {
            copy(file.getValue(), file.getKey(), jarTime);
            modernise(file.getKey(), jarTime);
        }
    }
    for (String script : List.of("bin/session-watchdog", "libexec/make-aot-cache")) {
        copy(sources.resolve(script), image.resolve(script), jarTime);
        name(cache, image.resolve(script), jarTime);
        image.resolve(script).toFile().setExecutable(true, false);
    }
    if (cacheToo && !Files.exists(cache)) {
        train(image);
    }
    if (newFiles) {
        Files.writeString(record, made);
    }
    agent(mainJar, image.resolve("agent/session-watchdog.jar"), jarTime);
    copy(legal.resolve("LICENSE"), image.resolve("LICENSE"), jarTime);
    copy(legal.resolve("NOTICE"), image.resolve("NOTICE"), jarTime);
}

/// Links the run-time unless the one that is there was linked from the same JDK in the same way.
///
/// @return whether it was linked
boolean link(Path runtime, Path record) throws IOException {
    List<String> arguments = List.of(
            "--add-modules", MODULES,
            "--strip-debug", "--no-header-files", "--no-man-pages",
            "--compress", "zip-6",
            "--exclude-files", EXCLUDED,
            "--output", runtime.toString());
    String made = System.getProperty("java.vm.version") + " " + System.getProperty("java.home")
            + "\n" + Files.readString(Path.of(System.getProperty("java.home"), "release"))
            + String.join("\n", arguments) + "\n";
    if (made.equals(recorded(record))) {
        return false;
    }
    Files.deleteIfExists(record);
    remove(runtime);
    Files.createDirectories(runtime.getParent());
    var said = new StringWriter();
    var talk = new PrintWriter(said);
    int code = ToolProvider.findFirst("jlink")
            .orElseThrow(() -> new IOException("no jlink in " + System.getProperty("java.home")))
            .run(talk, talk, arguments.toArray(String[]::new));
    if (code != 0) {
        fail("jlink ended with " + code + ":\n" + said);
    }
    Files.writeString(record, made);
    return true;
}

/// What the image is made from: one line each, by SHA-256 and name.
String contents(Collection<Path> files) throws Exception {
    var lines = new StringBuilder();
    for (Path file : files) {
        lines.append(sha256(Files.readAllBytes(file))).append(' ').append(file.getFileName()).append('\n');
    }
    return lines.toString();
}

String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
}

/// Tells a script which cache is the image's own. The name is made from what the cache holds because the JVM does
/// not look: up to 25.0.3 (JDK-8377932) it runs the classes of a cache although the jars beside it are others.
void name(Path cache, Path script, FileTime time) throws IOException {
    String text = Files.readString(script);
    Files.writeString(script, text.replace("@CACHE@", cache.getFileName().toString()));
    Files.setLastModifiedTime(script, time);
}

String recorded(Path record) throws IOException {
    return Files.exists(record) ? Files.readString(record) : "";
}

/// The AOT cache holds the times of the jars, so they must survive packing and be the same in each build.
void copy(Path from, Path to, FileTime time) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(to, time);
}

/// Rewrites a jar whose class files are too old for the AOT cache (before Java 6, without stack maps), which
/// today is picocli alone: the same code in the format of Java 8, and every verb starts a third sooner.
void modernise(Path jar, FileTime time) throws IOException {
    if (!jar.toString().endsWith(".jar") || !isOld(jar)) {
        return;
    }
    Path old = jar.resolveSibling(jar.getFileName() + ".old");
    Files.move(jar, old);
    try (var in = new JarFile(old.toFile());
            var out = new JarOutputStream(Files.newOutputStream(jar));
            var loader = new URLClassLoader(new URL[] {old.toUri().toURL()}, null)) {
        var stackMaps = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
        var rewritten = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                .andThen(ClassTransform.endHandler(type -> type.withVersion(ClassFile.JAVA_8_VERSION, 0)));
        for (JarEntry entry : Collections.list(in.entries())) {
            byte[] content = in.getInputStream(entry).readAllBytes();
            var copy = new JarEntry(entry.getName());
            copy.setTimeLocal(entry.getTimeLocal());
            out.putNextEntry(copy);
            out.write(isOld(content)
                    ? stackMaps.transformClass(stackMaps.parse(content), rewritten)
                    : content);
            out.closeEntry();
        }
    }
    Files.delete(old);
    Files.setLastModifiedTime(jar, time);
}

boolean isOld(Path jar) throws IOException {
    try (var in = new JarFile(jar.toFile())) {
        for (JarEntry entry : Collections.list(in.entries())) {
            try (InputStream content = in.getInputStream(entry)) {
                if (isOld(content.readNBytes(8))) {
                    return true;
                }
            }
        }
        return false;
    }
}

/// A class file begins with 0xCAFEBABE, two bytes of minor version and two of major version.
boolean isOld(byte[] content) {
    return content.length >= 8
            && ByteBuffer.wrap(content).getInt() == 0xCAFEBABE
            && ByteBuffer.wrap(content).getShort(6) < ClassFile.JAVA_6_VERSION;
}

/// Makes the jar that `-javaagent:` names. It puts itself on the class path of the program that it is loaded into,
/// so it holds nothing but the entrance, which finds the rest in `app/` (ADR 0016). The entrance uses nothing newer
/// than Java 11 and is marked so: an older Java is told what is missing instead of being stopped by a class file.
void agent(Path mainJar, Path jar, FileTime time) throws IOException {
    Files.createDirectories(jar.getParent());
    String entrance = "dev/sessionwatchdog/agent/Premain";
    String name = entrance.replace('/', '.');
    String manifest = "Manifest-Version: 1.0\nPremain-Class: " + name + "\nAgent-Class: " + name + "\n\n";
    LocalDateTime local = LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC);
    try (var in = new JarFile(mainJar.toFile());
            var out = new JarOutputStream(Files.newOutputStream(jar))) {
        var metaInf = new JarEntry("META-INF/MANIFEST.MF");
        metaInf.setTimeLocal(local);
        out.putNextEntry(metaInf);
        out.write(manifest.getBytes(StandardCharsets.UTF_8));
        var older = ClassTransform.ACCEPT_ALL.andThen(
                ClassTransform.endHandler(type -> type.withVersion(ClassFile.JAVA_11_VERSION, 0)));
        for (JarEntry entry : Collections.list(in.entries())) {
            if (entry.getName().startsWith(entrance)) {
                var copy = new JarEntry(entry.getName());
                copy.setTimeLocal(local);
                out.putNextEntry(copy);
                ClassFile format = ClassFile.of();
                out.write(format.transformClass(format.parse(in.getInputStream(entry).readAllBytes()), older));
            }
        }
    }
    Files.setLastModifiedTime(jar, time);
}

/// Records the AOT cache, in the way that the packages do on the machine they are installed on.
void train(Path image) throws Exception {
    Path log = image.resolveSibling("image-aot.log");
    int code = new ProcessBuilder(image.resolve("libexec/make-aot-cache").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (code != 0) {
        fail("the training for the AOT cache ended with " + code + ":\n" + Files.readString(log));
    }
}

void remove(Path tree) throws IOException {
    if (!Files.exists(tree)) {
        return;
    }
    try (Stream<Path> inside = Files.walk(tree)) {
        for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
        }
    }
}

void fail(String why) {
    System.err.println("image: " + why);
    System.exit(1);
}
