package dev.sessionwatchdog.race;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;

/// One [Contestant] in a process of its own, as the referee talks to it.
final class Party implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    private Party(Process process) {
        this.process = process;
        this.answers = process.inputReader();
        this.commands = process.outputWriter();
    }

    static Party start(Path lock) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Contestant.class.getName(),
                        lock.toString());
        return new Party(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    String[] answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("a contestant ended");
        }
        return line.split(" ");
    }

    @Override
    public void close() throws IOException {
        commands.close();
        process.destroy();
    }
}
