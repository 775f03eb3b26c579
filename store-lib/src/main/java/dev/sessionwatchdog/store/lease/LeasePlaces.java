package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Where the leases of one store are, from the store's parent directory (`protocols.md` 2).
///
/// @param store name of the store, as in `sessions.d`
record LeasePlaces(Name store) {

    static final Name LEASES = new Name(".leases");
    static final Name OWNERS = new Name(".owners");
    static final String RECORD = ".json";
    static final Name QUARANTINE = new Name(".quarantine");

    Place top() {
        return Place.TOP.child(store);
    }

    Place entry(Name entry) {
        return top().child(entry);
    }

    Place leases() {
        return top().child(LEASES);
    }

    Place owner(OwnerId owner) {
        return leases().child(OWNERS).child(ownerRecord(owner));
    }

    static Name ownerRecord(OwnerId owner) {
        return new Name(owner + RECORD);
    }

    /// What was found under a broken lease.
    Place quarantine(long generation, OwnerId owner) {
        return leases().child(QUARANTINE).child(generation + "." + owner);
    }

    /// Where a lease that did not exist is put together.
    Place unborn(OwnerId maker) {
        return leases().child(".new." + maker);
    }

    /// Where it is tried whether a renamed directory is a fence.
    Place trial(OwnerId trier) {
        return leases().child(".trial." + trier);
    }

    Place lease(Name hash) {
        return leases().child(hash);
    }

    Place token(Name hash, Token token) {
        return lease(hash).child(token.name());
    }

    /// The directory of an entry's lease: full SHA-256 of the entry's name in UTF-8, as hex.
    static Name hash(Name entry) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(entry.value().getBytes(StandardCharsets.UTF_8));
            return new Name(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /// Whether it is the name of a lease's directory.
    static boolean isLease(Name name) {
        return name.value().matches("[0-9a-f]{64}");
    }

    /// Whether it can be an entry: a file of this store that is not one of ours.
    static boolean isEntry(Name name) {
        return !name.value().startsWith(".");
    }
}
