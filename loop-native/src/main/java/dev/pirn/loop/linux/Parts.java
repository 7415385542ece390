package dev.pirn.loop.linux;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a driver is put together of descriptors, each of which the system may refuse: all of them, or none stays open.
 */
final class Parts {

    private Parts() {}

    @FunctionalInterface
    interface Part<T> {

        T make() throws IOException;
    }

    /** Makes something of Netty's, whose failures are unchecked as often as not. */
    static <T> T make(Part<T> part) throws IOException {
        try {
            return part.make();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (ChannelException | IllegalStateException e) {
            throw new IOException("the system refuses a part of the loop's driver: " + e.getMessage(), e);
        }
    }

    /** Makes something that will own what was made before; if it cannot be made, that is closed. */
    static <T> T makeOf(Closeable before, Part<T> part) throws IOException {
        boolean made = false;
        try {
            T whole = make(part);
            made = true;
            return whole;
        } finally {
            if (!made) before.close();
        }
    }

    /** Makes a handle that will own a socket; if it cannot be made, for whatever reason, the socket is closed. */
    static <T> T handleOf(LinuxSocket socket, Part<T> part) throws IOException {
        boolean made = false;
        try {
            T handle = part.make();
            made = true;
            return handle;
        } finally {
            if (!made) socket.close();
        }
    }

    /** Fails, with nothing left open, if the process cannot have so many descriptors more at this moment. */
    static void requireDescriptors(int count) throws IOException {
        List<FileDescriptor> taken = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) taken.add(make(Native::newEventFd));
        } finally {
            for (FileDescriptor descriptor : taken) descriptor.close();
        }
    }
}
