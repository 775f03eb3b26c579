package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whether ages on the wall clock mean something, and whether this boot has a name.
final class ClockChecks {

    private final Circumstances circumstances;

    ClockChecks(Circumstances circumstances) {
        this.circumstances = circumstances;
    }

    List<Result> look() {
        Moment now = circumstances.time().moment();
        List<Result> results = new ArrayList<>();
        results.add(source());
        results.add(
                now.bootId().equals("unknown")
                        ? Result.CannotTell.because(
                                "clock.boot",
                                "this boot has no id that is shown: what a daemon saw before a"
                                        + " restart of its own is forgotten as if it was a reboot",
                                "cat /proc/sys/kernel/random/boot_id")
                        : new Result.Ok("clock.boot", "this boot has an id"));
        results.add(
                new Result.Ok(
                        "clock.sleep",
                        "this machine has slept for "
                                + Spans.words(
                                        now.suspended().isNegative()
                                                ? Duration.ZERO
                                                : now.suspended())
                                + " since its start"));
        return results;
    }

    private Result source() {
        if (circumstances.time().synchronised()) {
            return new Result.Ok("clock.source", "the wall clock follows a time source");
        }
        if (circumstances.natives() == LocalRoot.Natives.OFF || !circumstances.user().onLinux()) {
            return Result.CannotTell.because(
                    "clock.source",
                    "whether the wall clock follows a time source can only be asked of the Linux"
                            + " kernel, by a native call",
                    "timedatectl status");
        }
        return Result.Finding.warning(
                "clock.source",
                Harm.IDLE,
                "the wall clock follows no time source",
                "how old a file or a lock was before the daemon first saw it is not believed: it"
                        + " waits until it has watched for that long itself",
                "sudo timedatectl set-ntp true");
    }
}
