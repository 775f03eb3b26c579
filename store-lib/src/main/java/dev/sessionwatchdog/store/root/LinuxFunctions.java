package dev.sessionwatchdog.store.root;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/// The C library's functions, looked up when this class is first used.
///
/// All are called in one way: five 64-bit words in, one out. Linux's calling conventions (System V
/// x86-64, AAPCS64, RISC-V) pass integers and pointers in the same registers whether the function
/// takes fewer, narrower or variadic ones. Java spins classes for every shape of call when it is
/// first used, which no cache can hold; so there is one shape.
///
/// A function that this C library does not have, or native access that this process does not have,
/// is an [ExceptionInInitializerError].
final class LinuxFunctions {

    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    static final MemorySegment OPENAT = find("openat");
    static final MemorySegment FCNTL = find("fcntl");
    static final MemorySegment CLOSE = find("close");
    static final MemorySegment FSYNC = find("fsync");
    static final MemorySegment PREAD = find("pread");
    static final MemorySegment WRITE = find("write");
    static final MemorySegment FALLOCATE = find("fallocate");
    static final MemorySegment FTRUNCATE = find("ftruncate");
    static final MemorySegment GETDENTS = find("getdents64");
    static final MemorySegment STATX = find("statx");
    static final MemorySegment FSTATFS = find("fstatfs");
    static final MemorySegment UNLINKAT = find("unlinkat");
    static final MemorySegment MKDIRAT = find("mkdirat");
    static final MemorySegment RENAMEAT2 = find("renameat2");
    static final MemorySegment UTIMENSAT = find("utimensat");
    static final MemorySegment FUTIMENS = find("futimens");
    static final MemorySegment FLOCK = find("flock");
    static final MemorySegment SIGNAL = find("signal");
    static final MemorySegment SIGACTION = find("sigaction");
    static final MemorySegment KILL = find("kill");
    static final MemorySegment GETRLIMIT = find("getrlimit");
    static final MemorySegment SYSCALL = find("syscall");
    static final MemorySegment GETEUID = find("geteuid");

    private static final MethodHandle CALL = link();

    private LinuxFunctions() {}

    /// Calls a function.
    ///
    /// @param state receives `errno`
    /// @return its result; of a function that answers an `int` only the lower half means anything
    static long call(
            MemorySegment function,
            MemorySegment state,
            long first,
            long second,
            long third,
            long fourth,
            long fifth) {
        try {
            return (long) CALL.invokeExact(function, state, first, second, third, fourth, fifth);
        } catch (RuntimeException | Error unexpected) {
            throw unexpected;
        } catch (Throwable impossible) {
            throw new IllegalStateException("C functions throw nothing", impossible);
        }
    }

    private static MemorySegment find(String name) {
        return Linker.nativeLinker()
                .defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("no " + name));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        return Linker.nativeLinker()
                .downcallHandle(
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                        Linker.Option.captureCallState("errno"));
    }
}
