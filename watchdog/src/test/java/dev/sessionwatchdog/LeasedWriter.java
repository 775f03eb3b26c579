package dev.sessionwatchdog;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.lease.BreakRecorder;
import dev.sessionwatchdog.store.lease.Claim;
import dev.sessionwatchdog.store.lease.LapsePolicy;
import dev.sessionwatchdog.store.lease.Lease;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.LeaseTerms;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A process that holds the lease of one entry by store-lib, with a short term, and writes when it
/// is told to.
final class LeasedWriter implements Closeable {

    static final Name ENTRY = new Name("agent%3Amain%3Amain.json");

    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private LeasedWriter(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    static LeasedWriter in(Path sessions) throws IOException {
        return new LeasedWriter(
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LeasedWriter.class.getName(),
                                sessions.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /// Its next line.
    String says() throws IOException {
        return String.valueOf(out.readLine());
    }

    void tell(String word) throws IOException {
        in.write(word + "\n");
        in.flush();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .inheritIO()
                        .start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " failed");
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private static final class Unheard implements BreakRecorder {
        @Override
        public String record(ForensicEvent event) {
            return "unheard";
        }
    }

    /// @param arguments the directory that the store is in
    public static void main(String[] arguments) throws Exception {
        LeaseTerms terms =
                new LeaseTerms(
                        Duration.ofSeconds(3),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(5));
        BufferedReader told =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Root root = LocalRoot.open(Path.of(arguments[0]), LocalRoot.Natives.AUTO);
                Leases leases =
                        Leases.at(
                                root,
                                Place.of("sessions.d"),
                                new SystemTime(),
                                new LeaseSettings(terms, LapsePolicy.DEFAULT, Duration.ZERO),
                                new Unheard())) {
            Claim claim = leases.claim(ENTRY);
            if (!(claim instanceof Claim.Granted granted)) {
                System.out.println("busy");
                return;
            }
            Lease lease = granted.lease();
            System.out.println("holds " + lease.fence());
            for (String word = told.readLine(); word != null; word = told.readLine()) {
                System.out.println(lease.commit(word.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }
}
