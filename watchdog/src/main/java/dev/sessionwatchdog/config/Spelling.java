package dev.sessionwatchdog.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/// What was probably meant by a word that is not known.
final class Spelling {

    private static final int LONGEST = 64;

    private Spelling() {}

    /// @return the closest known word, when it is close
    static Optional<String> closest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int reach = word.length() <= 4 ? 1 : word.length() <= 8 ? 2 : 3;
        LevenshteinDistance distance = new LevenshteinDistance(reach);
        String plain = word.toLowerCase(Locale.ROOT).replace('-', '_');
        record Near(String word, int distance) {}
        return known.stream()
                .map(each -> new Near(each, distance.apply(plain, each.replace('-', '_'))))
                .filter(near -> near.distance() >= 0)
                .min(Comparator.comparingInt(Near::distance))
                .map(Near::word);
    }
}
