package dev.sessionwatchdog.host;

/// Whether this JVM lets us call native functions.
///
/// A JVM of our own is started with that right. In another program's it is granted with a warning
/// of the JVM's, unless the program was started with `--enable-native-access=ALL-UNNAMED`, and
/// refused under `--illegal-native-access=deny` (JEP 472).
public final class NativeAccess {

    private NativeAccess() {}

    public static boolean permitted() {
        return HostCalls.work();
    }
}
