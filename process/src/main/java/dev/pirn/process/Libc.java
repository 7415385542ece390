package dev.pirn.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.pirn.Loop;
import dev.pirn.LoopLocal;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The system's calls for descriptors, waiting and signals, on 64-bit Linux. A call answers as the kernel does: what
 * came of it, or minus the number of the error.
 *
 * <p>An object holds the memory that calls write to, so it is used by one thread at a time: one a loop, one for the
 * poller, one a child.
 */
final class Libc {

    static final LoopLocal<Libc> OF = new LoopLocal<>((Loop loop) -> new Libc());

    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EPIPE = 32;

    static final int EPOLLIN = 0x1;
    static final int EPOLLOUT = 0x4;
    static final int EPOLLERR = 0x8;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;

    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_WRONLY = 0x1;
    private static final int O_CREAT = 0x40;
    private static final int O_TRUNC = 0x200;
    private static final int O_APPEND = 0x400;
    static final int READ = O_CLOEXEC;
    static final int REPLACE = O_CLOEXEC | O_WRONLY | O_CREAT | O_TRUNC;
    static final int APPEND = O_CLOEXEC | O_WRONLY | O_CREAT | O_APPEND;
    private static final int NEW_FILE_MODE = 0666; // less what the process masks

    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;

    private static final int P_PID = 1;
    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int CLD_EXITED = 1;
    private static final int SIGINFO_SIZE = 128;
    private static final int SI_CODE = 8;
    private static final int SI_PID = 16;
    private static final int SI_STATUS = 24;

    /** The exit code where it cannot be known; asyncio's. */
    private static final int UNKNOWN = 255;

    // By number, because the C library has had functions for them since glibc 2.36 only.
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO_TOO = Linker.Option.captureCallState("errno");
    /** For calls that never block and whose buffer may be an array: the collector waits for them. */
    private static final Linker.Option SHORT = Linker.Option.critical(true);

    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle PIPE2 = call("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle FCNTL = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ_BYTES = shortCall("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE_BYTES = shortCall("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle EPOLL_CREATE = call("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL = call("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle EPOLL_WAIT = call("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle WAITID = call("waitid", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle KILL = call("kill", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle PIDFD_OPEN = variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle PIDFD_SEND_SIGNAL =
            variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle STRERROR = plain("strerror", ADDRESS, JAVA_INT);

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
    private final MemorySegment pair = arena.allocate(JAVA_INT, 2);
    private final MemorySegment event = arena.allocate(EpollEvent.SIZE, 8);
    private final MemorySegment siginfo = arena.allocate(SIGINFO_SIZE, 8);

    Libc() {}

    // how functions are found

    private static MethodHandle call(String name, ValueLayout result, MemoryLayout... parameters) {
        return link(name, FunctionDescriptor.of(result, parameters), ERRNO_TOO);
    }

    private static MethodHandle shortCall(String name, ValueLayout result, MemoryLayout... parameters) {
        return link(name, FunctionDescriptor.of(result, parameters), ERRNO_TOO, SHORT);
    }

    private static MethodHandle variadic(String name, int fixed, ValueLayout result, MemoryLayout... parameters) {
        Linker.Option firstVariable = Linker.Option.firstVariadicArg(fixed);
        return link(name, FunctionDescriptor.of(result, parameters), ERRNO_TOO, firstVariable);
    }

    /** A function that returns the number of its error. */
    static MethodHandle plain(String name, ValueLayout result, MemoryLayout... parameters) {
        return link(name, FunctionDescriptor.of(result, parameters));
    }

    @SuppressWarnings("restricted") // that these descriptors fit the C library's functions is our promise
    private static MethodHandle link(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        MemorySegment function = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no " + name));
        return LINKER.downcallHandle(function, descriptor, options);
    }

    /** What a call that cannot throw is said to have thrown. */
    static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a call of the C library threw", thrown);
    }

    private int result(int result) {
        return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
    }

    private long result(long result) {
        return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
    }

    /** {@return what the system calls an error, for example {@code Broken pipe}} */
    @SuppressWarnings("restricted") // a C string of the library's own
    static String describe(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    // descriptors

    /** Both ends of a pipe, closed in programs that are started. */
    record Pipe(int readEnd, int writeEnd) {}

    Pipe pipe() throws IOException {
        int failed;
        try {
            failed = result((int) PIPE2.invokeExact(state, pair, O_CLOEXEC));
        } catch (Throwable e) {
            throw impossible(e);
        }
        if (failed < 0) throw new IOException("no pipe: " + describe(-failed));
        return aboveStandard(pair.getAtIndex(JAVA_INT, 0), pair.getAtIndex(JAVA_INT, 1));
    }

    /** Both ends, as {@link #aboveStandard(int)}; if one cannot be moved, both are closed. */
    Pipe aboveStandard(int readEnd, int writeEnd) throws IOException {
        int open = writeEnd;
        try {
            int read = aboveStandard(readEnd);
            open = read;
            return new Pipe(read, aboveStandard(writeEnd));
        } catch (IOException e) {
            close(open); // the other one was closed by the call that failed
            throw e;
        }
    }

    /**
     * A descriptor that no child has as its input, output or error: a JVM without those gets their numbers for others.
     */
    private int aboveStandard(int descriptor) throws IOException {
        if (descriptor > 2) return descriptor;
        int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
        close(descriptor);
        if (moved < 0) throw new IOException("no descriptor: " + describe(-moved));
        return moved;
    }

    void setNonBlocking(int descriptor) {
        fcntl(descriptor, F_SETFL, O_NONBLOCK);
    }

    private int fcntl(int descriptor, int command, int argument) {
        try {
            return result((int) FCNTL.invokeExact(state, descriptor, command, argument));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Opens a file, with {@link #READ}, {@link #REPLACE} or {@link #APPEND}. */
    int open(MemorySegment path, int flags) throws IOException {
        try {
            int descriptor = result((int) OPEN.invokeExact(state, path, flags, NEW_FILE_MODE));
            return descriptor < 0 ? descriptor : aboveStandard(descriptor);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    void close(int descriptor) {
        try {
            int _ = (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Reads once from a descriptor that does not block; moves the buffer's position. */
    int read(int descriptor, ByteBuffer target) {
        MemorySegment memory = MemorySegment.ofBuffer(target);
        long count;
        do {
            try {
                count = result((long) READ_BYTES.invokeExact(state, descriptor, memory, memory.byteSize()));
            } catch (Throwable e) {
                throw impossible(e);
            }
        } while (count == -EINTR);
        if (count > 0) target.position(target.position() + (int) count);
        return (int) count;
    }

    /** Writes once to a descriptor that does not block; moves the buffer's position. */
    int write(int descriptor, ByteBuffer source) {
        MemorySegment memory = MemorySegment.ofBuffer(source);
        long count;
        do {
            try {
                count = result((long) WRITE_BYTES.invokeExact(state, descriptor, memory, memory.byteSize()));
            } catch (Throwable e) {
                throw impossible(e);
            }
        } while (count == -EINTR);
        if (count > 0) source.position(source.position() + (int) count);
        return (int) count;
    }

    // waiting for descriptors

    /** The kernel's struct, which has no padding on x86. */
    static final class EpollEvent {

        private static final long DATA = System.getProperty("os.arch").equals("amd64") ? 4 : 8;
        static final long SIZE = DATA + 8;

        private EpollEvent() {}

        static int events(MemorySegment from, int index) {
            return from.get(JAVA_INT, index * SIZE);
        }

        static long id(MemorySegment from, int index) {
            return from.get(ValueLayout.JAVA_LONG_UNALIGNED, index * SIZE + DATA);
        }

        private static void set(MemorySegment to, int events, long id) {
            to.set(JAVA_INT, 0, events);
            to.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, id);
        }
    }

    int epollCreate() {
        try {
            return result((int) EPOLL_CREATE.invokeExact(state, O_CLOEXEC));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Asks for one event, again if it was so before. EPOLLERR and EPOLLHUP come whether asked for or not. */
    int epollArm(int epoll, int descriptor, boolean again, int events, long id) {
        EpollEvent.set(event, events | EPOLLONESHOT, id);
        return epollControl(epoll, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor);
    }

    void epollForget(int epoll, int descriptor) {
        epollControl(epoll, EPOLL_CTL_DEL, descriptor);
    }

    private int epollControl(int epoll, int operation, int descriptor) {
        try {
            return result((int) EPOLL_CTL.invokeExact(state, epoll, operation, descriptor, event));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Blocks the thread until there are events. */
    int epollWait(int epoll, MemorySegment events, int room) {
        try {
            return result((int) EPOLL_WAIT.invokeExact(state, epoll, events, room, -1));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    // processes

    int pidfdOpen(int pid) {
        try {
            return (int) result((long) PIDFD_OPEN.invokeExact(state, SYS_PIDFD_OPEN, pid, 0));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int pidfdSendSignal(int pidfd, int signal) {
        try {
            return (int) result((long)
                    PIDFD_SEND_SIGNAL.invokeExact(state, SYS_PIDFD_SEND_SIGNAL, pidfd, signal, MemorySegment.NULL, 0));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Ends a child of ours that was not waited for, so that its number is its own. */
    void killAndReap(int pid, int signal) {
        try {
            int _ = (int) KILL.invokeExact(state, pid, signal);
            int _ = (int) WAITID.invokeExact(state, P_PID, pid, siginfo, WEXITED);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Takes the status of a child that has ended; null if it has not. */
    @Nullable
    ExitStatus reap(int pidfd) {
        siginfo.set(JAVA_INT, SI_PID, 0);
        int failed;
        do {
            try {
                failed = result((int) WAITID.invokeExact(state, P_PIDFD, pidfd, siginfo, WEXITED | WNOHANG));
            } catch (Throwable e) {
                throw impossible(e);
            }
        } while (failed == -EINTR);
        if (failed < 0) return ExitStatus.exited(UNKNOWN); // ECHILD: other code of this process has waited for it
        if (siginfo.get(JAVA_INT, SI_PID) == 0) return null;
        int status = siginfo.get(JAVA_INT, SI_STATUS);
        boolean exited = siginfo.get(JAVA_INT, SI_CODE) == CLD_EXITED;
        return Poller.patiently(() -> exited ? ExitStatus.exited(status) : ExitStatus.signalled(status));
    }
}
