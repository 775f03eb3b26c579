package dev.sessionwatchdog.agent;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import org.jspecify.annotations.Nullable;

/// Where the JVM of another program enters (`-javaagent:`, java.lang.instrument): makes a class
/// loader of our own and a daemon thread in it, and returns at once.
///
/// This is all of ours that the program's class path ever sees, so it lies in a jar of its own,
/// `agent/session-watchdog.jar`; our libraries come from `app/` beside it and the program's classes
/// cannot be found from there. Whatever goes wrong is one line on stderr: nothing is thrown into
/// the program, and nothing of ours ends it.
///
/// It is loaded by whatever Java runs the program, and only then it is known which that is: it uses
/// nothing newer than Java 11, and the build marks its class file so.
public final class Premain {

    private static final int JAVA = 25;
    private static final String NAME = "session-watchdog";
    private static final String GUEST = "dev.sessionwatchdog.agent.Guest";

    private Premain() {}

    /// Before the program's own `main`.
    ///
    /// @param argument what follows `=` in `-javaagent:JAR=`, if anything does
    public static void premain(@Nullable String argument) {
        enter(argument);
    }

    /// Into a program that runs already.
    public static void agentmain(@Nullable String argument) {
        enter(argument);
    }

    private static void enter(@Nullable String argument) {
        try {
            int java = Runtime.version().feature();
            if (java < JAVA) {
                complain(
                        "needs Java "
                                + JAVA
                                + " and this is Java "
                                + java
                                + "; run it beside this"
                                + " program instead: session-watchdog run");
                return;
            }
            ClassLoader ours = ours();
            Thread thread = new Thread(new Group(), () -> run(ours, argument), NAME);
            thread.setDaemon(true);
            thread.setContextClassLoader(ours);
            thread.start();
        } catch (Throwable failure) {
            giveUp(failure);
        }
    }

    /// Our libraries, by the class path that the main jar's manifest tells, above the classes of
    /// the JDK and nothing else.
    private static ClassLoader ours() throws Exception {
        URI agent = Premain.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        URI app = agent.resolve("../app/" + NAME + ".jar");
        if (!new File(app).isFile()) {
            throw new IllegalStateException(
                    "there is no "
                            + new File(app).getCanonicalPath()
                            + " beside the agent's jar:"
                            + " name the jar inside the installed directory");
        }
        return new URLClassLoader(
                NAME, new URL[] {app.toURL()}, ClassLoader.getPlatformClassLoader());
    }

    private static void run(ClassLoader ours, @Nullable String argument) {
        try {
            Class.forName(GUEST, true, ours)
                    .getMethod("run", String.class)
                    .invoke(null, argument == null ? "" : argument);
        } catch (InvocationTargetException failure) {
            giveUp(failure.getTargetException());
        } catch (Throwable failure) {
            giveUp(failure);
        }
    }

    /// Memory may have run out: then saying so fails too, and nothing is left to be done.
    private static void giveUp(Throwable failure) {
        try {
            String why = failure instanceof IllegalStateException ? "" : failure.getClass() + ": ";
            complain("ends: " + why + failure.getMessage() + "; the program runs on");
        } catch (Throwable again) {
            return;
        }
    }

    private static void complain(String line) {
        System.err.println(NAME + " agent: " + line);
    }

    /// All our threads are in it: what one of them does not catch is not for the program's own
    /// default handler, which may end the program.
    private static final class Group extends ThreadGroup {

        Group() {
            super(NAME);
        }

        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
            giveUp(failure);
        }
    }
}
