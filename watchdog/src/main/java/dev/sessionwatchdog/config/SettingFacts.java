package dev.sessionwatchdog.config;

import java.util.List;
import java.util.Optional;

/// What the table of settings says of one setting, in words, for manuals.
///
/// @param path its place in the file, dotted
/// @param form what may be written
/// @param standard the default as it is written
/// @param least the floor and its reason
/// @param inForce false when it is accepted and does nothing yet
public record SettingFacts(
        String path, String form, String standard, Optional<String> least, boolean inForce) {

    /// Of every setting, in the order of the file of defaults.
    public static List<SettingFacts> all() {
        return Settings.ALL.stream().<SettingFacts>map(SettingFacts::of).toList();
    }

    private static <T> SettingFacts of(Setting<T> setting) {
        Kind<T> kind = setting.kind();
        return new SettingFacts(
                setting.path(),
                form(kind),
                kind.shown(setting.standard()).toString(),
                setting.floor().map(floor -> kind.shown(floor.least()) + ": " + floor.reason()),
                setting.inForce());
    }

    private static String form(Kind<?> kind) {
        return switch (kind) {
            case Kind.Version(int only) -> Integer.toString(only);
            case Kind.Flag() -> "true or false";
            case Kind.Choice<?> choice -> String.join(" or ", choice.words());
            case Kind.Whole(int least) -> "a whole number from " + least;
            case Kind.Factor(double least) -> "a number from " + least;
            case Kind.Span() -> "a duration like 90s, 5m or 1h30m";
            case Kind.Size() -> "a size like 200MiB or 2GiB";
            case Kind.Percent() -> "a percentage like 10%";
            case Kind.Text(_) -> "a text";
            case Kind.Texts() -> "a list of texts";
        };
    }
}
