package dev.pirn.loop.nio;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket: system calls on the caller's stack, the selector when they would block.
 *
 * <p>Implementation notes. Each {@link Direction} remembers whether its call is worth trying. A read that filled less
 * than its room, and a write that left bytes, have reached the end of what the system has; the next one waits for the
 * selector at once. That saves a system call for most reads. Nothing is lost, since the selector is level-triggered.
 *
 * <p>Interest in reading stays on while a reader keeps up; interest in writing goes with the first room, because there
 * nearly always is some. The selector makes one system call for each key whose set has changed when it next waits.
 *
 * <p>The JDK gathers any number of buffers, and copies those on the heap into direct memory of its own, so no buffer is
 * pinned: a completion here is always {@code RETRY}, and the caller's next call moves the bytes. Failures get the types
 * that all backends have in {@link Failures}.
 */
final class NioSocket extends NioHandle implements IoSocket {

    private final SocketChannel channel;
    private final ProtocolFamily family;
    private final Direction reading = new Direction(this, SelectionKey.OP_READ);
    private final Direction writing = new Direction(this, SelectionKey.OP_WRITE);
    private final Direction connecting = new Direction(this, SelectionKey.OP_CONNECT);
    private @Nullable SocketAddress connectingTo;

    /** A close in order would hold the thread until the peer has everything, or for the time that was set. */
    private boolean lingers;

    NioSocket(NioDriver driver, SocketChannel channel, ProtocolFamily family) {
        super(driver, channel);
        this.channel = channel;
        this.family = family;
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        requireOpen();
        try {
            channel.bind(local);
        } catch (IOException | IllegalArgumentException e) {
            throw Failures.ofBinding("bind to", family, local, e);
        }
    }

    @Override
    public int connect(SocketAddress remote, Completion done) throws IOException {
        requireOpen();
        connecting.requireNoWaiter();
        connectingTo = remote;
        try {
            if (channel.connect(remote)) return 0;
        } catch (IOException | IllegalArgumentException e) {
            throw Failures.naming("connect to", remote, e);
        }
        connecting.await(done);
        return IoDriver.PENDING;
    }

    @Override
    public int read(ByteBuffer target, Completion done) throws IOException {
        requireOpen();
        reading.requireNoWaiter();
        if (reading.isReady()) {
            int moved = tryRead(target);
            if (moved != 0) return moved;
        }
        reading.await(done);
        return IoDriver.PENDING;
    }

    private int tryRead(ByteBuffer target) throws IOException {
        int room = target.remaining();
        if (room == 0) throw new IllegalArgumentException("no room to read into: " + target);
        int moved = receive(target);
        if (moved < 0) {
            reading.exhausted();
            return IoDriver.EOF;
        }
        reading.setReady(moved == room);
        return moved;
    }

    private int receive(ByteBuffer target) throws IOException {
        try {
            return channel.read(target);
        } catch (IOException e) {
            throw Failures.ofTransfer(e);
        }
    }

    @Override
    public int write(ByteBuffer[] sources, int offset, int count, Completion done) throws IOException {
        requireOpen();
        writing.requireNoWaiter();
        if (writing.isReady()) {
            int moved = tryWrite(sources, offset, count);
            writing.setReady(!hasRemaining(sources, offset, count));
            if (moved > 0 || writing.isReady()) return moved;
        }
        writing.await(done);
        return IoDriver.PENDING;
    }

    private int tryWrite(ByteBuffer[] sources, int offset, int count) throws IOException {
        try {
            return count == 1
                    ? channel.write(sources[offset]) // spares the JDK its gathering
                    : Math.toIntExact(channel.write(sources, offset, count));
        } catch (IOException e) {
            throw Failures.ofTransfer(e);
        }
    }

    private static boolean hasRemaining(ByteBuffer[] sources, int offset, int count) {
        for (int i = offset + count - 1; i >= offset; i--) { // what is left is at the end
            if (sources[i].hasRemaining()) return true;
        }
        return false;
    }

    @Override
    public void cancel(Completion done) {
        reading.cancel(done);
        writing.cancel(done);
        connecting.cancel(done);
    }

    @Override
    void ready(int ops) {
        if ((ops & SelectionKey.OP_READ) != 0) reading.arrived();
        if ((ops & SelectionKey.OP_WRITE) != 0) writing.drained();
        if ((ops & SelectionKey.OP_CONNECT) != 0) finishConnect();
    }

    private void finishConnect() {
        try {
            if (!channel.finishConnect()) return;
        } catch (IOException e) {
            connecting.fail(Failures.naming("connect to", connectingTo, e));
            return;
        }
        unwant(SelectionKey.OP_CONNECT);
        connecting.complete(0);
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        channel.shutdownOutput();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        set(channel, option, value);
        if (option == StandardSocketOptions.SO_LINGER) lingers = (Integer) value > 0;
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        return get(channel, option);
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        try {
            return channel.isConnected() ? channel.getRemoteAddress() : null;
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public void close(boolean abort) {
        if (!end()) return;
        reading.complete(IoDriver.CANCELLED);
        writing.complete(IoDriver.CANCELLED);
        connecting.complete(IoDriver.CANCELLED);
        if (abort) discardUnsent();
        closeChannel();
    }

    @Override
    void prepareClose() {
        if (lingers) setLinger(-1);
    }

    private void discardUnsent() {
        lingers = false;
        setLinger(0);
    }

    private void setLinger(int seconds) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, seconds);
        } catch (IOException _) {
            // Some systems refuse on a connection that the peer has reset: then nothing is left to send.
        }
    }

    @Override
    void forgetWaiters() {
        reading.forgetWaiter();
        writing.forgetWaiter();
        connecting.forgetWaiter();
    }

    @Override
    public String toString() {
        return "NioSocket[" + channel + "]";
    }
}
