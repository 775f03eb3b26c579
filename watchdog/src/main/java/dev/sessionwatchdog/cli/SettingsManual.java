package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Resources;
import dev.sessionwatchdog.config.SettingFacts;
import java.nio.charset.StandardCharsets;

/// `session-watchdog.yaml(5)`: every setting, from the table that the program itself goes by, and
/// the commented file of defaults as it is published.
final class SettingsManual {

    private SettingsManual() {}

    static String page(String date) {
        String name = VerbManual.PROGRAM + ".yaml";
        Roff page = new Roff(name, 5, date, VerbManual.PROGRAM + " " + Version.current());
        page.section("NAME").line(name + " - configuration of session-watchdog");
        page.section("DESCRIPTION");
        page.line(
                "The daemon and every verb read the file that --config or $SESSION_WATCHDOG_CONFIG names, else"
                        + " $XDG_CONFIG_HOME/session-watchdog/session-watchdog.yaml, else"
                        + " /etc/session-watchdog/USER.yaml. Without any the defaults hold. A file that its group or"
                        + " others may write is refused.");
        page.paragraph(
                "Unknown and duplicate keys, wrong types, numbers without a unit and values below a floor are errors;"
                        + " session-watchdog config check tells all of them at once, and a running daemon keeps the"
                        + " configuration that it has. With drill: true the floors are lower, and every event says so.");
        page.section("SETTINGS");
        SettingFacts.all().forEach(setting -> page.item(setting.path(), meaning(setting)));
        page.section("DEFAULTS");
        page.line("The file of defaults, with what each setting means:");
        page.verbatim(new String(Resources.defaults(), StandardCharsets.UTF_8).lines().toList());
        page.section("SEE ALSO").line("session-watchdog(1), session-watchdog-config(1)");
        return page.toString();
    }

    private static String meaning(SettingFacts setting) {
        StringBuilder meaning = new StringBuilder(setting.form());
        meaning.append("; default ").append(setting.standard());
        setting.least().ifPresent(least -> meaning.append("; at least ").append(least));
        if (!setting.inForce()) {
            meaning.append("; accepted and not in force yet");
        }
        return meaning.append('.').toString();
    }
}
