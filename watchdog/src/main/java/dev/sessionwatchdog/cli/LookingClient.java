package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.store.migration.MigrationProgress;
import dev.sessionwatchdog.sweep.OnePass;
import dev.sessionwatchdog.sweep.Reply;
import dev.sessionwatchdog.sweep.RootGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Asks about locks and paths: the daemon that guards the root, which alone knows what was watched,
/// or, when there is none, one look of our own.
final class LookingClient {

    /// Looks that a person waits for at most.
    private static final int MOST_LOOKS = 12;

    /// What is waited for between two of them at most.
    private static final Duration LONGEST_GAP = Duration.ofMinutes(5);

    private final Cli cli;
    private final Setup setup;

    LookingClient(Cli cli, Setup setup) {
        this.cli = cli;
        this.setup = setup;
    }

    /// @param byDaemon whether the daemon said so
    record Said(RequestClient.Answer answer, boolean byDaemon) {

        String by() {
            return byDaemon ? "daemon" : "this";
        }
    }

    /// Asks something that changes nothing.
    Said look(Config.RootConfig root, Map<String, String> request)
            throws IOException, InterruptedException {
        if (isGuarded(root)) {
            return new Said(new RequestClient(setup).ask(root, request), true);
        }
        try (ScratchLog scratch = ScratchLog.open(setup, request.getOrDefault("verb", ""));
                RootGuard guard = scratch.workplace().look(setup.config(), root)) {
            Reply reply =
                    guard.answer(
                            RequestClient.json(request),
                            new Permission.Withheld("no daemon guards this root"));
            return new Said(answer(reply), false);
        }
    }

    /// Asks to break one lock, and goes on asking for as long as another look may agree.
    Said act(Config.RootConfig root, Map<String, String> request)
            throws IOException, InterruptedException {
        return act(root, request, "locks break", setup.config(), MigrationProgress.none());
    }

    /// Migrates one store, or takes it back, likewise; without a daemon with the shorter looks of a
    /// single pass.
    Said migrate(Config.RootConfig root, Map<String, String> request, MigrationProgress progress)
            throws IOException, InterruptedException {
        return act(root, request, "migrate", OnePass.adapted(setup.config()), progress);
    }

    private Said act(
            Config.RootConfig root,
            Map<String, String> request,
            String verb,
            Config config,
            MigrationProgress progress)
            throws IOException, InterruptedException {
        if (isGuarded(root)) {
            RequestClient client = new RequestClient(setup);
            return new Said(untilDecided(() -> client.ask(root, request), Thread::sleep), true);
        }
        try (Workplace workplace = Workplace.open(setup, "cli", verb);
                RootGuard guard = workplace.guard(config, root, () -> false)) {
            RootGuard.concludeOthers(workplace.log());
            guard.reportTo(progress);
            ObjectNode json = RequestClient.json(request);
            Permission permission =
                    switch (setup.config().mode()) {
                        case ENFORCE -> new Permission.Granted();
                        case OBSERVE -> new Permission.Withheld("mode: observe");
                    };
            return new Said(
                    untilDecided(
                            () -> answer(guard.answer(json, permission)),
                            gap -> {
                                guard.sweeping().promise(gap, Duration.ZERO);
                                workplace.time().await(gap);
                            }),
                    false);
        }
    }

    private interface Asking {
        RequestClient.Answer ask() throws IOException, InterruptedException;
    }

    private interface Waiting {
        void await(Duration gap) throws InterruptedException;
    }

    private RequestClient.Answer untilDecided(Asking asking, Waiting waiting)
            throws IOException, InterruptedException {
        for (int look = 0; look < MOST_LOOKS; look++) {
            RequestClient.Answer answer = asking.ask();
            if (!answer.kind().equals(Reply.Kind.AGAIN.name())) {
                return answer;
            }
            cli.say(EventText.message(answer.message()));
            Duration gap = Duration.ofMillis(answer.data().path("after_ms").asLong(0) + 50);
            waiting.await(gap.compareTo(LONGEST_GAP) < 0 ? gap : LONGEST_GAP);
        }
        return new RequestClient.Answer(
                Reply.Kind.REFUSED.name(),
                "after " + MOST_LOOKS + " looks they still do not agree; it may be at work",
                RequestClient.NO_DATA);
    }

    private boolean isGuarded(Config.RootConfig root) {
        return DaemonStatus.read(Path.of(root.path())).filter(DaemonStatus::alive).isPresent();
    }

    private static RequestClient.Answer answer(Reply reply) {
        Optional<ObjectNode> data = reply.data();
        return new RequestClient.Answer(
                reply.kind().name(), reply.message(), data.orElse(RequestClient.NO_DATA));
    }
}
