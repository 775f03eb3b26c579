package dev.sessionwatchdog.doctor;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// One word of a command for a POSIX shell, quoted where it has to be.
final class ShellWord {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWord() {}

    static String of(Path path) {
        return of(path.toString());
    }

    static String of(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
