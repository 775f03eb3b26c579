package dev.sessionwatchdog.bench;

import java.io.IOException;

/// Does nothing until its standard input ends.
final class EmptyProgram {

    private EmptyProgram() {}

    static void main() throws IOException {
        int read = System.in.read();
        System.exit(read < 0 ? 0 : 1);
    }
}
