package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.doctor.Questions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks programs of this machine, each for a few seconds at most.
final class OtherPrograms implements Questions {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 16;

    @Override
    public Optional<String> ask(List<String> command) {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException noSuchProgram) {
            return Optional.empty();
        }
        CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> read(process));
        try {
            String text = said.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            boolean ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException noAnswer) {
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Process process) {
        try (var out = process.getInputStream()) {
            return new String(out.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException closed) {
            return "";
        }
    }
}
