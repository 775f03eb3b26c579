package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.migration.ManifestSeal;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Finds out whether a file is whole, and remembers the answer for as long as the file stays the
/// same. Damage counts only when two reads in different looks found it (scenario S36).
public final class HealthProbe {

    private static final int REMEMBERED = 1_024;

    /// Of one store an index, a manifest and an answer or two more are asked in every look.
    private static final int ANSWERS_OF_A_STORE = 4;

    private final long maxBytes;
    private final Map<Asked, Known> known =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Asked, Known> eldest) {
                    return size() > remembered;
                }
            };
    private final Map<Place, Long> missingSince = new HashMap<>();
    private int remembered = REMEMBERED;
    private long look;

    /// @param maxBytes a larger file is not judged
    public HealthProbe(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Says how many stores are looked at in turn: what is remembered of fewer is forgotten before
    /// it is asked again.
    public void expect(int stores) {
        remembered = Math.max(REMEMBERED, ANSWERS_OF_A_STORE * stores);
    }

    public void beginLook() {
        look++;
    }

    /// Whether the file of this name is one whole JSON object.
    public Health jsonObject(Directory directory, Name name) throws IOException {
        return health(directory, name, Question.WHOLE, JsonObjectProbe::fault);
    }

    /// Whether the file of this name begins and ends as a JSON object does: two small reads,
    /// whatever its size. It finds a file that was cut off, is empty, of another type, or ends in
    /// NUL bytes after a power cut; good only means that nothing speaks for a closer look.
    public Health ends(Directory directory, Name name) throws IOException {
        return health(directory, name, Question.ENDS, FileEnds::fault);
    }

    /// Whether the file of this name is a manifest whose own hash matches (`protocols.md` 7).
    public Health manifest(Directory directory, Name name) throws IOException {
        return health(
                directory,
                name,
                Question.SEALED,
                file ->
                        ManifestSeal.isValid(file)
                                ? Optional.empty()
                                : Optional.of("its own hash does not match"));
    }

    /// Whether the file's content has the SHA-256 with which its name begins.
    public Health ownHash(Directory directory, Name name) throws IOException {
        String expected = name.value().substring(0, 64);
        return health(
                directory,
                name,
                Question.OWN_HASH,
                file ->
                        ContentHash.whole(file).equals(expected)
                                ? Optional.empty()
                                : Optional.of("its content is not what its name says"));
    }

    private enum Question {
        WHOLE,
        ENDS,
        SEALED,
        OWN_HASH
    }

    private record Asked(Place place, Question question) {}

    private Health health(Directory directory, Name name, Question question, Judge judge)
            throws IOException {
        Optional<Facts> seen = directory.look(name);
        Place place = directory.place().child(name);
        Asked asked = new Asked(place, question);
        if (seen.isEmpty()) {
            return missing(place);
        }
        missingSince.remove(place);
        Facts facts = seen.get();
        if (facts.type() != FileType.REGULAR || facts.links() != 1) {
            return new Health.CannotTell(
                    facts.type() == FileType.REGULAR ? "hard-linked" : "not a regular file");
        }
        if (facts.size() > maxBytes) {
            return new Health.CannotTell("larger than " + maxBytes + " bytes");
        }
        Known before = known.get(asked);
        if (before != null
                && before.identity.equals(facts.identity())
                && (before.fault.isEmpty() || before.confirmed || before.look == look)) {
            return before.answer(facts);
        }
        return read(directory, name, asked, judge);
    }

    private Health missing(Place place) {
        if (missingSince.size() >= remembered) {
            missingSince.clear();
        }
        Long first = missingSince.putIfAbsent(place, look);
        return first == null || first == look
                ? new Health.SeenDamagedOnce("missing")
                : new Health.Missing();
    }

    private Health read(Directory directory, Name name, Asked asked, Judge judge)
            throws IOException {
        try (Pinned file = directory.pin(name)) {
            Facts before = file.facts();
            Optional<String> fault = before.size() == 0 ? Optional.of("empty") : judge.fault(file);
            Facts after = file.facts();
            Optional<Facts> named = directory.look(name);
            if (!before.identity().equals(after.identity())
                    || named.isEmpty()
                    || !named.get().identity().equals(after.identity())) {
                return new Health.CannotTell("it changed while it was read");
            }
            Known earlier = known.get(asked);
            boolean again = earlier != null && earlier.identity.equals(after.identity());
            Known found = new Known(after.identity(), fault, again, look);
            known.put(asked, found);
            return found.answer(after);
        } catch (NoSuchFileException gone) {
            return new Health.CannotTell("it vanished while it was looked at");
        } catch (RefusedException odd) {
            return new Health.CannotTell(odd.kind());
        } catch (JsonObjectProbe.UnjudgeableException beyond) {
            return new Health.CannotTell(String.valueOf(beyond.getMessage()));
        } catch (IOException unreadable) {
            return new Health.CannotTell("not readable: " + unreadable.getClass().getSimpleName());
        }
    }

    private interface Judge {
        Optional<String> fault(Pinned file)
                throws IOException, JsonObjectProbe.UnjudgeableException;
    }

    /// @param confirmed an earlier look had read the same file and found it damaged too
    private record Known(Identity identity, Optional<String> fault, boolean confirmed, long look) {

        Health answer(Facts facts) {
            if (fault.isEmpty()) {
                return new Health.Good(facts);
            }
            return confirmed
                    ? new Health.Damaged(facts, fault.get())
                    : new Health.SeenDamagedOnce(fault.get());
        }
    }
}
