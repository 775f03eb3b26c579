package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A process that takes a lock as gateways do (`O_EXCL`, then the payload, kept open), beats if it
/// is told to, works on something every 100 ms, and reports every signal that it can catch.
///
/// It needs nothing but bash and ends with the test that started it, because its standard input
/// does.
record Owner(Process process, Path lock, Path work, Path report) implements AutoCloseable {

    /// What a lock says besides who holds it: nothing.
    static final String UNDECLARED = "";

    /// So much of a lease that no test outlives it, for what is to be left alone.
    static final String FOR_A_DAY = leased(86_400_000, 30_000_000);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String SCRIPT =
            """
            umask 077
            lock=$1 work=$2 report=$3 members=$4 beats=$5
            for signal in HUP INT QUIT TRAP ABRT BUS FPE USR1 USR2 PIPE ALRM TERM STKFLT \\
                TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR; do
              trap "echo $signal >> '$report.signals'" $signal
            done
            read -r stat < /proc/$$/stat
            stat=${stat##*) }
            set -- $stat
            start=${20}
            TZ=UTC printf -v made '%(%FT%TZ)T' -1
            set -C
            exec 9> "$lock"
            set +C
            printf '{"pid":%d,"createdAt":"%s","starttime":%d%s}\\n' $$ "$made" $start "$members" >&9
            echo "$$ $start" > "$report.ready"
            beating=$beats n=0
            while :; do
              if read -r -t 0.1 word; then
                case $word in
                  silent) beating=0 ;;
                  beat) beating=1 ;;
                  close) exec 9>&- ;;
                esac
              elif (( $? <= 128 )); then
                exit 0
              fi
              echo work >> "$work"
              (( beating && ++n % 5 == 0 )) && touch -c - >&9
            done
            """;

    /// Members of the payload that promise a heartbeat.
    static String leased(int termMillis, int beatMillis) {
        return ",\"lease\":{\"ttlMs\":" + termMillis + ",\"heartbeatMs\":" + beatMillis + "}";
    }

    /// Takes the lock and beats every half second or so.
    ///
    /// @param reports where it tells of itself, outside the root
    static Owner beating(Path reports, Path lock, Path work, String members) throws IOException {
        return start(reports, lock, work, members, true, List.of());
    }

    /// Takes the lock and never beats; works beside it, not on what it guards.
    ///
    /// @param wrapper a command that the process is started by, such as `unshare`
    static Owner silent(Path reports, Path lock, String members, String... wrapper)
            throws IOException {
        Path work = Files.createTempFile(reports, "owner", ".work");
        return start(reports, lock, work, members, false, List.of(wrapper));
    }

    private static Owner start(
            Path reports, Path lock, Path work, String members, boolean beats, List<String> wrapper)
            throws IOException {
        Path report = Files.createTempDirectory(reports, "owner").resolve("it");
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of("/bin/bash", "-c", SCRIPT, "openclaw-owner"));
        command.addAll(
                List.of(
                        lock.toString(),
                        work.toString(),
                        report.toString(),
                        members,
                        beats ? "1" : "0"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Owner owner = new Owner(process, lock, work, report);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> owner.isReady() || !process.isAlive());
        assertThat(process.isAlive()).as("an owner of %s", lock).isTrue();
        return owner;
    }

    private boolean isReady() throws IOException {
        Path ready = report.resolveSibling("it.ready");
        return Files.exists(ready) && Files.readString(ready).endsWith("\n");
    }

    /// Its process id and start time, as it sees them itself.
    String[] itself() throws IOException {
        return Files.readString(report.resolveSibling("it.ready")).strip().split(" ", -1);
    }

    /// `silent`, `beat` or `close`.
    void say(String word) throws IOException {
        process.outputWriter(StandardCharsets.US_ASCII).append(word).append('\n').flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// How much work it has done.
    long worked() throws IOException {
        return Files.size(work);
    }

    /// The signals that have reached it.
    List<String> signals() throws IOException {
        Path signals = report.resolveSibling("it.signals");
        return Files.exists(signals) ? Files.readAllLines(signals) : List.of();
    }

    /// Sends it a signal, or whoever it was wrapped in and it.
    void signal(String name) throws IOException, InterruptedException {
        List<String> kill = new ArrayList<>(List.of("/bin/kill", "-" + name));
        everybody().forEach(one -> kill.add(Long.toString(one.pid())));
        new ProcessBuilder(kill).start().waitFor();
    }

    private Stream<ProcessHandle> everybody() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()));
    }

    /// Ends it as the kernel does when memory runs out.
    void kill() throws InterruptedException {
        everybody().toList().forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
    }

    @Override
    public void close() {
        everybody().toList().forEach(ProcessHandle::destroyForcibly);
    }
}
