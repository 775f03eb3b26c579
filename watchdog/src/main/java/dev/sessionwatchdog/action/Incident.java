package dev.sessionwatchdog.action;

import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/// The name that events share which tell of the same trouble: `inc-` and 16 hexadecimal digits.
///
/// It is a hash of what the trouble is about and never of when it was noticed, so that a daemon
/// that starts anew goes on under the same name, with nothing remembered on disk: of a lock that
/// leaks, its session and the process that leaks it (also when it does so again); of a damaged
/// index, the damaged file; of a migration, the store; of blindness, this boot.
public final class Incident {

    private static final int DIGITS = 16;

    private Incident() {}

    /// A leak of one session's lock by one process. A lock that does not tell which process is told
    /// apart by when it was made, one that tells nothing by its inode.
    public static String ofLock(Root root, LockLook look) {
        return named("lock", root, look.place(), owner(look));
    }

    private static String owner(LockLook look) {
        return look.written()
                .filter(written -> written.pid().isPresent())
                .map(Incident::owner)
                .orElseGet(() -> "inode " + look.facts().inode());
    }

    private static String owner(Written written) {
        String pid = "process " + written.pid().getAsLong();
        if (written.startTicks().isPresent()) {
            return pid + " since " + written.startTicks().getAsLong();
        }
        return pid + written.createdAt().map(made -> ", lock made " + made).orElse("");
    }

    /// Writing to a session without its lock, while nothing is known of a lock that leaked.
    public static String ofTranscript(Root root, Place transcript) {
        return named("takeover", root, transcript, "");
    }

    /// A lease of store-lib that lapsed.
    ///
    /// @param owner the name that the owner has in the lease
    static String ofLease(Root root, Place lease, String owner) {
        return named("lease", root, lease, owner);
    }

    /// An index that is missing or damaged, until it is whole again.
    public static String ofIndex(Root root, Place index, Health health) {
        return named(
                "index",
                root,
                index,
                switch (health) {
                    case Health.Damaged damaged -> file(damaged.facts());
                    case Health.Good good -> file(good.facts());
                    case Health.Missing _, Health.SeenDamagedOnce _, Health.CannotTell _ -> "";
                });
    }

    private static String file(Facts facts) {
        return "inode " + facts.inode() + ", changed " + facts.mtime();
    }

    /// A store of which the gateway's own upgrade does not end.
    public static String ofUpgrade(Root root, Place store) {
        return named("upgrade", root, store, "");
    }

    /// The way of one store between its two forms, and back.
    ///
    /// @param sessions the directory that it is in
    static String ofStore(Root root, Place sessions) {
        return named("store", root, sessions, "");
    }

    /// Not seeing the owners of processes, in this boot.
    public static String ofBlindness(Root root, String boot) {
        return named("blindness", root, Place.TOP, boot);
    }

    /// A pause that a person asked for at this time.
    public static String ofPause(Root root, Instant since) {
        return named("pause", root, Place.TOP, since.toString());
    }

    private static String named(String kind, Root root, Place place, String rest) {
        String subject =
                String.join(
                        "\n",
                        kind,
                        Printable.of(root.path()),
                        Printable.of(place.toString()),
                        rest);
        return "inc-" + digest(subject).substring(0, DIGITS);
    }

    private static String digest(String subject) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(subject.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
