package dev.pirn.loop.linux;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import org.jspecify.annotations.Nullable;

/** A stream socket: system calls on the caller's stack, epoll when they would block. */
final class EpollSocket extends EpollHandle implements LinuxStream {

    /** So many are gathered by one system call: IOV_MAX of {@code limits.h}. */
    private static final int MOST_BUFFERS = 1024;

    private final Direction reading = new Direction(this);
    private final Direction writing = new Direction(this);
    private final Direction connecting = new Direction(this);
    private @Nullable SocketAddress remote; // kept: the system forgets it when the peer resets the connection
    private boolean connected;

    /** The peer has ended its side, or the connection: that is reported once, so the end has to be looked for. */
    private boolean hungUp;

    EpollSocket(EpollDriver driver, LinuxSocket socket, ProtocolFamily family) {
        super(driver, socket, family);
    }

    /** The socket of a connection that was accepted. */
    EpollSocket(EpollDriver driver, LinuxSocket socket, ProtocolFamily family, SocketAddress peer) {
        super(driver, socket, family);
        this.connected = true;
        this.remote = peer;
    }

    @Override
    public int connect(SocketAddress peer, Completion done) throws IOException {
        requireOpen();
        connecting.requireNoWaiter();
        Addresses.require("connect to", family(), peer);
        SocketAddressMemory address = new SocketAddressMemory();
        address.set(peer, family());
        remote = peer;
        int errno = SystemCalls.connect(socket(), address);
        connected = errno == 0;
        if (connected) return 0;
        if (errno == Failures.EISCONN) throw new AlreadyConnectedException();
        if (errno != Failures.EINPROGRESS && errno != Failures.EALREADY)
            throw Failures.naming("connect to", peer, errno);
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
        int moved = target.isDirect() ? receive(target) : receiveCopied(target);
        // A short read has taken everything; what comes after it is reported. Nothing comes after the end.
        reading.setReady(moved == room || moved < 0 || (hungUp && moved > 0));
        return moved;
    }

    private int receiveCopied(ByteBuffer target) throws IOException {
        ByteBuffer scratch = driver().scratch();
        scratch.limit(Math.min(scratch.capacity(), target.remaining()));
        int moved = receive(scratch);
        target.put(scratch.flip());
        return moved;
    }

    private int receive(ByteBuffer target) throws IOException {
        int position = target.position();
        int moved;
        try {
            moved = socket().recvAddress(Memory.address(target), 0, target.remaining());
        } catch (Errors.NativeIoException e) {
            throw Failures.ofTransfer(-e.expectedErr());
        }
        if (moved > 0) target.position(position + moved);
        return moved;
    }

    @Override
    public int write(ByteBuffer[] sources, int offset, int count, Completion done) throws IOException {
        requireOpen();
        writing.requireNoWaiter();
        if (writing.isReady()) {
            int moved = tryWrite(sources, offset, Math.min(count, MOST_BUFFERS));
            if (moved > 0 || writing.isReady()) return moved;
        }
        writing.await(done);
        return IoDriver.PENDING;
    }

    /** The direction stays ready if the system took all it was given: then it will not report that there is room. */
    private int tryWrite(ByteBuffer[] sources, int offset, int count) throws IOException {
        try {
            if (!areDirect(sources, offset, count)) return sendCopied(sources, offset, count);
            return count == 1 ? send(sources[offset]) : sendGathered(sources, offset, count);
        } catch (Errors.NativeIoException e) {
            noteEnd(-e.expectedErr());
            throw Failures.ofTransfer(-e.expectedErr());
        }
    }

    private int send(ByteBuffer source) throws IOException {
        int position = source.position();
        int moved = socket().sendAddress(Memory.address(source), 0, source.remaining());
        source.position(position + moved);
        writing.setReady(!source.hasRemaining());
        return moved;
    }

    private int sendGathered(ByteBuffer[] sources, int offset, int count) throws IOException {
        int moved = Math.toIntExact(socket().writev(sources, offset, count, Integer.MAX_VALUE));
        Sockets.advance(sources, offset, moved);
        writing.setReady(!hasRemaining(sources, offset, count));
        return moved;
    }

    private int sendCopied(ByteBuffer[] sources, int offset, int count) throws IOException {
        ByteBuffer scratch = driver().scratch();
        for (int i = offset; i < offset + count && scratch.hasRemaining(); i++) {
            ByteBuffer source = sources[i];
            int fits = Math.min(scratch.remaining(), source.remaining());
            scratch.put(source.slice(source.position(), fits));
        }
        int moved = send(scratch.flip());
        Sockets.advance(sources, offset, moved);
        return moved;
    }

    private static boolean areDirect(ByteBuffer[] sources, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            if (!sources[i].isDirect()) return false;
        }
        return true;
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
    void ready(int events) {
        int ended = events & (Native.EPOLLRDHUP | EPOLLHUP | Native.EPOLLERR);
        if (ended != 0) hungUp = true;
        if (connecting.isAwaited()) {
            finishConnect(events);
            return;
        }
        if ((events & Native.EPOLLIN) != 0 || ended != 0) reading.arrived();
        if ((events & (Native.EPOLLOUT | EPOLLHUP | Native.EPOLLERR)) != 0) writing.arrived();
    }

    private void finishConnect(int events) {
        if ((events & (Native.EPOLLOUT | EPOLLHUP | Native.EPOLLERR)) == 0) return;
        int errno = connectError();
        connected = errno == 0;
        if (connected) connecting.complete(0);
        else connecting.fail(Failures.naming("connect to", remote, errno));
    }

    /** {@return how the connect ended: 0, or why it failed, a number of {@code errno}} */
    private int connectError() {
        try {
            return socket().getSoError();
        } catch (IOException e) {
            return e instanceof Errors.NativeIoException known ? -known.expectedErr() : Failures.ENOTCONN;
        }
    }

    @Override
    public @Nullable SocketAddress peer() {
        return connected ? remote : null;
    }

    @Override
    public void close(boolean abort) {
        if (!end()) return;
        reading.complete(IoDriver.CANCELLED);
        writing.complete(IoDriver.CANCELLED);
        connecting.complete(IoDriver.CANCELLED);
        if (abort) discardUnsent();
        release();
    }

    @Override
    void forgetWaiters() {
        reading.forgetWaiter();
        writing.forgetWaiter();
        connecting.forgetWaiter();
    }

    @Override
    public String toString() {
        return "EpollSocket[" + socket() + "]";
    }
}
