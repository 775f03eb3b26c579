package dev.sessionwatchdog.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// `kill(pid, 0)`: asks the kernel whether a process exists, and sends nothing (kill(2)).
final class KillProbe {

    /// `<asm-generic/errno-base.h>`; the same number on every system that we know.
    private static final int ESRCH = 3;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle kill;

    @SuppressWarnings("restricted")
    KillProbe() {
        Linker linker = Linker.nativeLinker();
        kill =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("kill"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                        Linker.Option.captureCallState("errno"));
    }

    /// What the kernel answered.
    enum Answer {
        /// It exists, whether or not we may signal it.
        EXISTS,
        NO_SUCH_PROCESS
    }

    /// Asks for one process, never for a group: `pid` is at least 1.
    Answer ask(int pid) {
        if (pid < 1) {
            throw new IllegalArgumentException("not a process id: " + pid);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) kill.invokeExact(state, pid, 0);
            return result < 0 && (int) ERRNO.get(state, 0L) == ESRCH
                    ? Answer.NO_SUCH_PROCESS
                    : Answer.EXISTS;
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException("kill(2) throws nothing", impossible);
        }
    }
}
