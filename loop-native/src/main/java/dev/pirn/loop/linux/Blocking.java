package dev.pirn.loop.linux;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Puts a socket into blocking mode, which Netty's natives cannot. The ring needs that: it answers EAGAIN for a socket that
 * does not block, where for another it waits itself.
 */
final class Blocking {

    private static final int F_SETFL = 4;

    private static final MethodHandle FCNTL = fcntl();

    private Blocking() {}

    @SuppressWarnings("restricted") // the module needs native access anyway
    private static MethodHandle fcntl() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("fcntl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
    }

    /** O_NONBLOCK is the only one of the changeable flags that a fresh socket has. */
    static void set(FileDescriptor socket) throws IOException {
        int result;
        try {
            result = (int) FCNTL.invokeExact(socket.intValue(), F_SETFL, 0);
        } catch (Throwable impossible) { // the signature allows what fcntl cannot throw
            throw new LinkageError("fcntl", impossible);
        }
        if (result < 0) throw new IOException("cannot put a socket into blocking mode");
    }
}
