package dev.sessionwatchdog.action;

/// What became of the acts of one sweep: planned is the sum of the other four.
///
/// @param applied done
/// @param skipped overtaken by the world, or refused at the last look
/// @param left not tried, because the watchdog is stopping or its log is full
/// @param bytes freed or moved aside
public record Tally(int applied, int skipped, int failed, int left, long bytes) {

    public static final Tally NOTHING = new Tally(0, 0, 0, 0, 0);

    public int planned() {
        return applied + skipped + failed + left;
    }

    public Tally plus(Tally other) {
        return new Tally(
                applied + other.applied,
                skipped + other.skipped,
                failed + other.failed,
                left + other.left,
                bytes + other.bytes);
    }
}
