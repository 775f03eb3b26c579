package dev.sessionwatchdog.host;

import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.Nudge;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;

/// The signals of `operator.md`: TERM and INT finish the running step and end, HUP reloads. QUIT is
/// left to the JVM, which prints a thread dump.
///
/// A JVM hears signals by `sun.misc.Signal` and in no other way. It is reached by reflection
/// because javac warns of its every mention, cannot be told not to, and warnings are errors here.
public final class Signals {

    private Signals() {}

    /// Turns signals into nudges from now on.
    ///
    /// @throws IllegalStateException if this JVM does not hear signals
    public static void listen(Backlog backlog) {
        Map<String, Nudge> meanings =
                Map.of(
                        "TERM", new Nudge.Stop(143),
                        "INT", new Nudge.Stop(130),
                        "HUP", new Nudge.Reload());
        meanings.forEach((signal, nudge) -> handle(signal, () -> backlog.offer(nudge)));
    }

    private static void handle(String name, Runnable reaction) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler onSignal =
                    (proxy, method, arguments) ->
                            switch (method.getName()) {
                                case "handle" -> {
                                    reaction.run();
                                    yield null;
                                }
                                case "hashCode" -> System.identityHashCode(proxy);
                                case "equals" -> false;
                                default -> name;
                            };
            Object listener =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
        } catch (ReflectiveOperationException deaf) {
            throw new IllegalStateException("this JVM cannot listen for SIG" + name, deaf);
        }
    }
}
