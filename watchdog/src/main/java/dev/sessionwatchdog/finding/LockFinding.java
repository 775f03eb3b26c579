package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the rules `lock.dead-owner` and `lock.lapsed` say about one lock, with everything that they
/// asked.
public sealed interface LockFinding {

    LockLook look();

    /// What it is in one word, stable, for filters and for counting looks that agree.
    String verdict();

    List<Check> checks();

    /// In use, as far as can be told; not worth a line in the log.
    record Held(LockLook look, String verdict, List<Check> checks) implements LockFinding {}

    /// Not yet lapsed, and on the way there: worth telling a person once.
    record Suspect(LockLook look, String verdict, List<Check> checks) implements LockFinding {}

    /// It may be broken once enough looks agree.
    ///
    /// @param closed whether it may only go while the kernel says that nobody has it open
    /// @param degraded whether that could not be asked where the rule would have wanted it
    record Breakable(
            LockLook look,
            Ground ground,
            String verdict,
            boolean closed,
            boolean degraded,
            List<Check> checks)
            implements LockFinding {

        /// The same, with how many looks agree.
        public Breakable agreed(int looks, int wanted) {
            List<Check> all = new ArrayList<>(checks);
            all.add(Check.of("looks_agree", looks + "", wanted + "", looks >= wanted));
            return new Breakable(look, ground, verdict, closed, degraded, List.copyOf(all));
        }
    }

    /// Left alone, and why.
    ///
    /// @param alert whether a person should know
    record Kept(LockLook look, String verdict, boolean alert, List<Check> checks)
            implements LockFinding {}

    /// Of a kind that is never touched.
    record Refused(LockLook look, String verdict, List<Check> checks) implements LockFinding {}

    /// What it is, in the words of the lock table.
    enum State {
        HELD,
        SUSPECT,
        BREAKABLE,
        KEPT,
        REFUSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    default State state() {
        return switch (this) {
            case Held _ -> State.HELD;
            case Suspect _ -> State.SUSPECT;
            case Breakable _ -> State.BREAKABLE;
            case Kept _ -> State.KEPT;
            case Refused _ -> State.REFUSED;
        };
    }

    /// Which rule speaks.
    enum Ground {
        DEAD_OWNER("lock.dead-owner"),
        LAPSED("lock.lapsed");

        private final String rule;

        Ground(String rule) {
            this.rule = rule;
        }

        public String rule() {
            return rule;
        }
    }

    /// What looks have to agree on: the rule that would break it, or the verdict that keeps it. A
    /// zombie that is reaped between two looks is as dead as before.
    default String agreement() {
        return this instanceof Breakable breakable ? breakable.rule() : "kept: " + verdict();
    }

    /// Whether work on what it guards speaks against this finding. Everybody writes the index: that
    /// says nothing about a dead owner's lock of it.
    default boolean workCounts() {
        return !(this instanceof Breakable breakable
                && breakable.ground() == Ground.DEAD_OWNER
                && look().lock().kind() == LockName.Kind.INDEX);
    }

    /// Whether its owner is gone; nothing can be told of one that was not asked about.
    default Check.Answer ownerGone() {
        return checks().stream()
                .filter(check -> check.check().equals(Ownership.CHECK))
                .map(Check::answer)
                .findFirst()
                .orElse(Check.Answer.CANNOT_TELL);
    }

    /// The rule that this finding is told under.
    default String rule() {
        return this instanceof Breakable breakable ? breakable.ground().rule() : LockRule.LAPSED_ID;
    }
}
