package dev.sessionwatchdog.action;

import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/// So much may be decided upon in one sweep. The last file may be larger than what is left: it goes
/// and pays afterwards.
public final class Allowance {

    private final Time time;
    private final Moment began;
    private final Duration most;
    private int files;
    private long bytes;
    private boolean taken;

    /// @param most for how long it may be looked closely and acted in turn, once there is something
    /// @param files none if the sweep is to act on nothing
    Allowance(Time time, Duration most, int files, long bytes) {
        this.time = time;
        this.began = time.moment();
        this.most = most;
        this.files = files;
        this.bytes = bytes;
    }

    public boolean isSpent() {
        return files <= 0
                || bytes <= 0
                || (taken && time.moment().since(began).compareTo(most) >= 0);
    }

    /// How many of these, in their order, could be acted on if all of them were.
    public <T> int reach(List<T> all, ToLongFunction<T> size) {
        long room = bytes;
        int reach = 0;
        while (reach < Math.min(files, all.size()) && room > 0) {
            room -= size.applyAsLong(all.get(reach++));
        }
        return reach;
    }

    public void take(long size) {
        files -= 1;
        bytes -= size;
        taken = true;
    }
}
