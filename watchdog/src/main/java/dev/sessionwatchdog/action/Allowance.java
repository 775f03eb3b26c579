package dev.sessionwatchdog.action;

/// So much may be decided upon in one sweep. The last file may be larger than what is left: it goes
/// and pays afterwards.
public final class Allowance {

    private int files;
    private long bytes;

    /// @param files none if the sweep is to act on nothing
    public Allowance(int files, long bytes) {
        this.files = files;
        this.bytes = bytes;
    }

    public boolean isSpent() {
        return files <= 0 || bytes <= 0;
    }

    public void take(long size) {
        files -= 1;
        bytes -= size;
    }
}
