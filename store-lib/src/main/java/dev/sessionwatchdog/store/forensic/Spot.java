package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Name;
import java.util.OptionalLong;

/// Where something is wrong.
///
/// @param line 0 stands for the file as a whole
record Spot(Name file, long line, OptionalLong sequence) {

    static Spot file(Name file) {
        return new Spot(file, 0, OptionalLong.empty());
    }

    static Spot of(RawLine line) {
        return new Spot(line.file(), line.number().orElse(0), OptionalLong.empty());
    }

    Spot with(long number) {
        return new Spot(file, line, OptionalLong.of(number));
    }

    boolean sameLine(Spot other) {
        return file.equals(other.file) && line == other.line;
    }
}
