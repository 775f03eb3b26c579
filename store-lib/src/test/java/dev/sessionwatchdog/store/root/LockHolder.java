package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.Path;

/// Another JVM that takes the lock `d/f` and holds it until it is killed.
final class LockHolder {

    private LockHolder() {}

    static Process start(Path root, LocalRoot.Natives natives) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        root.toString(),
                        natives.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        try (Root root =
                        LocalRoot.open(
                                Path.of(arguments[0]), LocalRoot.Natives.valueOf(arguments[1]));
                Directory d = root.open(Place.of("d"));
                KernelLock lock = d.lock(new Name("f")).orElseThrow()) {
            System.out.println(lock.stillNamed() ? "locked" : "lost");
            System.in.read();
        }
    }
}
