package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// A process of its own that holds one lease until a line comes in, and then commits. It says
/// `held` and what the commit answered.
public final class LeaseHolder {

    /// Long enough that nothing but a proof of its end breaks it soon.
    static final LeaseTerms TERMS =
            new LeaseTerms(
                    Duration.ofSeconds(40),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60));

    private LeaseHolder() {}

    public static void main(String[] arguments) throws Exception {
        Path top = Path.of(arguments[0]);
        LeaseTerms terms = arguments[2].equals("long") ? TERMS : RealStore.TERMS;
        try (Root root = LocalRoot.open(top, LocalRoot.Natives.AUTO);
                Leases leases =
                        Leases.at(
                                root,
                                Place.of(RealStore.STORE),
                                new SystemTime(),
                                new LeaseSettings(
                                        terms, LapsePolicy.DEFAULT, Duration.ofSeconds(5)),
                                RealStore.recorder(top, "log-holder"))) {
            Lease lease = ((Claim.Granted) leases.claim(new Name(arguments[1]))).lease();
            System.out.println("held " + lease.owner());
            System.in.read();
            System.out.println(lease.commit("late".getBytes(StandardCharsets.UTF_8)));
            lease.close();
        }
    }
}
