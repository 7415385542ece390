package dev.pirn.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls of the JDK that block the thread of a loop, and what to do instead. More special ones come first. */
enum BlockingCall {
    NAME_LOOKUP(
            "looks up a host name, which blocks; Tcp.connect with the name, or toThread(() ->"
                    + " InetAddress.getByName(...)) does it in another thread",
            "java.net.InetAddress java.net.Inet4Address java.net.Inet6Address java.net.NetworkInterface"),
    PROCESS(
            "waits for a process or its pipes, which blocks; dev.pirn.process.Command does not",
            "java.lang.Process java.lang.ProcessImpl"),
    STREAM(
            "reads or writes a file, System.in or the pipe of a Process, which blocks; AsyncFile,"
                    + " dev.pirn.process.Command or toThread(...) do not",
            "java.io.FileInputStream java.io.FileOutputStream java.io.RandomAccessFile java.io.FileDescriptor"
                    + " java.io.Console"),
    FILE(
            "uses a file, which blocks; AsyncFile or toThread(...) does not",
            "sun.nio.ch.FileChannelImpl sun.nio.ch.FileDispatcherImpl sun.nio.ch.UnixFileDispatcherImpl sun.nio.fs."
                    + " java.io.UnixFileSystem java.nio.file.Files"),
    SOCKET(
            "waits for a socket, which blocks; a coroutine, or dev.pirn.net, does not",
            "sun.nio.ch.NioSocketImpl sun.nio.ch.SocketChannelImpl sun.nio.ch.ServerSocketChannelImpl"
                    + " sun.nio.ch.DatagramChannelImpl sun.nio.ch.Net"),
    SLEEP(
            "sleeps in Thread.sleep; Async.sleep in a coroutine, or Loop.callLater, does not block",
            "java.lang.Thread.sleep");

    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // it is
    private final List<String> prefixes;

    BlockingCall(String description, String prefixes) {
        this.description = description;
        this.prefixes = List.of(prefixes.split(" "));
    }

    /** The call in which a thread is; null if it is none of these. */
    static @Nullable BlockingCall in(Frames frames) {
        for (BlockingCall call : values()) {
            if (frames.called().stream().anyMatch(call::matches)) return call;
        }
        return null;
    }

    /** What a thread waits for that is known to wait. */
    static String describe(Frames frames) {
        BlockingCall call = in(frames);
        return call != null ? call.description : "waits for another thread, which blocks; a coroutine can await it";
    }

    private boolean matches(StackTraceElement frame) {
        String method = frame.getClassName() + "." + frame.getMethodName();
        return prefixes.stream().anyMatch(method::startsWith);
    }

    @Override
    public String toString() {
        return description;
    }
}
