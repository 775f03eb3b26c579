package dev.sessionwatchdog.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// `--store`: which stores a verb is about; every one that it can be about when none is named.
final class StoreChoice {

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "only this one: its directory, its index or its agent; repeatable")
    private List<String> named = new ArrayList<>();

    List<String> named() {
        return named;
    }
}
