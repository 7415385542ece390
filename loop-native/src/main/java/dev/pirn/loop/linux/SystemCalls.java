package dev.pirn.loop.linux;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/** What Netty's natives cannot do, or do otherwise. */
@SuppressWarnings("restricted") // the module needs native access anyway
final class SystemCalls {

    private static final int F_SETFL = 4;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle FCNTL = function(
            "fcntl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));

    private static final MethodHandle BIND = addressFunction("bind");
    private static final MethodHandle CONNECT = addressFunction("connect");

    private SystemCalls() {}

    /** {@return a call that takes a descriptor and an address} */
    private static MethodHandle addressFunction(String name) {
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        return function(name, signature, Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option option) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, option);
    }

    /**
     * Puts a fresh socket into blocking mode; {@code O_NONBLOCK} is the only one of the changeable flags that it has.
     * The ring needs that: it answers EAGAIN for a socket that does not block, where for another it waits itself.
     */
    static void setBlocking(FileDescriptor socket) throws IOException {
        int result;
        try {
            result = (int) FCNTL.invokeExact(socket.intValue(), F_SETFL, 0);
        } catch (Throwable impossible) { // the signature allows what fcntl cannot throw
            throw new LinkageError("fcntl", impossible);
        }
        if (result < 0) throw new IOException("cannot put a socket into blocking mode");
    }

    /**
     * Binds a socket. Netty's way with Unix sockets removes whatever stands at the path first, be it another server's
     * socket or no socket at all.
     *
     * @return 0, or why not: a number of {@code errno}
     */
    static int bind(FileDescriptor socket, SocketAddressMemory address) {
        return call(BIND, socket, address);
    }

    /**
     * Connects a socket that does not block. Netty's way keeps the number of some failures to itself.
     *
     * @return 0, or why not: a number of {@code errno}
     */
    static int connect(FileDescriptor socket, SocketAddressMemory address) {
        return call(CONNECT, socket, address);
    }

    private static int call(MethodHandle function, FileDescriptor socket, SocketAddressMemory address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) function.invokeExact(state, socket.intValue(), address.address(), address.length());
            return result == 0 ? 0 : (int) ERRNO.get(state, 0L);
        } catch (Throwable impossible) { // the signature allows what the functions cannot throw
            throw new LinkageError("a call of the C library", impossible);
        } finally {
            Reference.reachabilityFence(address);
        }
    }
}
