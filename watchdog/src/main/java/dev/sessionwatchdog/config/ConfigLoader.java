package dev.sessionwatchdog.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Turns the bytes of a file into a configuration, or into every reason why it cannot be one.
///
/// @param home what `~` stands for
record ConfigLoader(Path home, Overrides overrides) {

    /// @param name what errors call the text
    Reading read(String name, Optional<Path> file, byte[] bytes) {
        return switch (decode(bytes)) {
            case Parsed.Good<String>(String text) ->
                    read(Source.of(name, text), file, sha256(bytes));
            case Parsed.Bad<String>(String message, _) ->
                    new Reading.Rejected(List.of(ConfigError.ofFile(name, message)));
        };
    }

    Reading.Loaded defaults() {
        return loaded(new Values(), List.of(), Optional.empty(), sha256(Resources.defaults()));
    }

    private Reading read(Source source, Optional<Path> file, String sha256) {
        YamlReader.Read yaml = Tabs.recover(source, YamlReader.read(source));
        Binder.Bound bound = Binder.bind(source, yaml.tree(), yaml.complete());
        List<ConfigError> errors = new ArrayList<>(yaml.errors());
        errors.addAll(bound.errors());
        if (yaml.complete()) {
            errors.addAll(Rules.check(source, bound, home));
        }
        errors.sort(Comparator.comparing(error -> error.at().orElse(Position.START)));
        return errors.isEmpty()
                ? loaded(bound.values(), bound.roots(), file, sha256)
                : new Reading.Rejected(List.copyOf(errors));
    }

    private Reading.Loaded loaded(
            Values values, List<Values> named, Optional<Path> file, String sha256) {
        List<Values> configured = named.isEmpty() ? List.of(new Values()) : named;
        configured.forEach(root -> root.expand(Settings.ROOT_PATH, home));
        values.expand(Settings.EVENTS_DIR, home);
        values.expand(Settings.METRICS_TEXTFILE, home);
        values.expandFirst(Settings.NOTIFY_EXEC, home);
        overrides.applyTo(values);
        List<Values> roots = overrides.roots(configured);
        return new Reading.Loaded(
                Assembly.config(values, roots),
                file,
                sha256,
                notes(values, roots, home),
                effective(values, roots));
    }

    private static List<Note> notes(Values values, List<Values> roots, Path home) {
        Stream<Note> notYet =
                Settings.ALL.stream()
                        .filter(setting -> !setting.inForce())
                        .flatMap(setting ->
                                values.at(setting).stream()
                                        .map(at -> Note.notInForce(setting.path(), at.line())));
        return Stream.of(notYet, unreadMigrations(values, roots), hook(values, home))
                .flatMap(Function.identity())
                .sorted(Comparator.comparingInt(Note::line))
                .toList();
    }

    private static Stream<Note> hook(Values values, Path home) {
        Setting<List<String>> exec = Settings.NOTIFY_EXEC;
        return values.of(exec).stream()
                .limit(1)
                .flatMap(program -> HookFile.of(program, home).remark().stream())
                .flatMap(why ->
                        values.at(exec).stream()
                                .map(at -> Note.hookNotRunnable(exec.path(), at.line(), why)));
    }

    /// Only where somebody has written that they want it.
    private static Stream<Note> unreadMigrations(Values values, List<Values> roots) {
        Setting<Boolean> enabled = Settings.MIGRATE_ENABLED;
        if (!values.of(enabled)) {
            return Stream.empty();
        }
        return values.at(enabled).stream()
                .flatMap(at ->
                        roots.stream()
                                .filter(root ->
                                        root.of(Settings.ROOT_GATEWAY_READS)
                                                != Config.GatewayReads.DIRECTORY)
                                .map(root ->
                                        Note.layoutNotSupported(
                                                enabled.path(),
                                                at.line(),
                                                root.of(Settings.ROOT_PATH))));
    }

    private static List<Effective> effective(Values values, List<Values> roots) {
        List<Effective> all = new ArrayList<>();
        for (Setting<?> setting : Settings.ALL) {
            if (!setting.ofRoot()) {
                all.add(values.effective(setting, setting.path()));
            } else if (setting.path().equals(Settings.ROOT_PATH.path())) {
                for (int at = 0; at < roots.size(); at++) {
                    all.addAll(root(roots.get(at), at));
                }
            }
        }
        return List.copyOf(all);
    }

    private static List<Effective> root(Values root, int index) {
        return Settings.ALL.stream()
                .filter(Setting::ofRoot)
                .map(each -> root.effective(each, each.path().replace("[]", "[" + index + "]")))
                .toList();
    }

    private static Parsed<String> decode(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return new Parsed.Good<>(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException notText) {
            return Parsed.bad("is not UTF-8; save it as UTF-8");
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException promisedByEveryJdk) {
            throw new IllegalStateException(promisedByEveryJdk);
        }
    }
}
