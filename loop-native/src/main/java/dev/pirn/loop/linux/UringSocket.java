package dev.pirn.loop.linux;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket: every operation goes to the ring, and pends.
 *
 * <p>Implementation notes. The descriptor is in blocking mode: the ring waits for it in the kernel, while it would
 * answer EAGAIN for one that does not block. So nothing here knows of readiness, and no operation is tried twice,
 * except after EINTR and the like ({@link UringOperation#isUnfinished}). A receive waits for the first byte before it
 * tries (POLL_FIRST), since a reader that asks has usually emptied the socket.
 *
 * <p>Until its completion, an operation's memory is the kernel's: the target, the sources, the {@link Message} that
 * gathers them, and the address of a connect. Fields of this object keep all of it alive, also after a cancel and a
 * close, and the handle lingers in its driver meanwhile. A cancel only asks; the completion decides whether bytes have
 * moved.
 *
 * <p>Each direction has its own {@link UringOperation}, whose numbers say which submission a cancel means.
 */
final class UringSocket extends UringHandle implements LinuxStream {

    private static final ByteBuffer[] NONE = {};

    private final UringOperation reading = new UringOperation(this);
    private final UringOperation writing = new UringOperation(this);
    private final UringOperation connecting = new UringOperation(this);
    private @Nullable SocketAddress remote;
    private @Nullable SocketAddressMemory connectingTo;
    private boolean connected;

    private @Nullable ByteBuffer target;
    private ByteBuffer[] sources = NONE;
    private int offset;
    private int count;
    private @Nullable Message message;

    UringSocket(UringDriver driver, LinuxSocket socket, ProtocolFamily family) throws IOException {
        super(driver, socket, family);
    }

    /** The socket of a connection that was accepted. */
    UringSocket(UringDriver driver, LinuxSocket socket, ProtocolFamily family, SocketAddress peer) throws IOException {
        super(driver, socket, family);
        this.connected = true;
        this.remote = peer;
    }

    @Override
    public int connect(SocketAddress peer, Completion done) throws IOException {
        requireOpen();
        connecting.requireNone();
        Addresses.require("connect to", family(), peer);
        remote = peer;
        connectingTo = new SocketAddressMemory();
        connectingTo.set(peer, family());
        connecting.begun(submitConnect(), done);
        return IoDriver.PENDING;
    }

    private long submitConnect() {
        return submit(Ring.connect(fd(), Objects.requireNonNull(connectingTo), connecting.next()));
    }

    @Override
    public int read(ByteBuffer into, Completion done) throws IOException {
        requireOpen();
        reading.requireNone();
        if (!into.hasRemaining()) throw new IllegalArgumentException("no room to read into: " + into);
        requireDirect(into);
        target = into;
        reading.begun(submitReceive(), done);
        return IoDriver.PENDING;
    }

    private long submitReceive() {
        return submit(Ring.receive(fd(), Objects.requireNonNull(target), reading.next()));
    }

    @Override
    public int write(ByteBuffer[] from, int first, int buffers, Completion done) throws IOException {
        requireOpen();
        writing.requireNone();
        for (int i = first; i < first + buffers; i++) requireDirect(from[i]);
        sources = from;
        offset = first;
        count = Math.min(buffers, Message.MOST_BUFFERS);
        writing.begun(submitSend(), done);
        return IoDriver.PENDING;
    }

    private long submitSend() {
        short number = writing.next();
        IoUringIoOps send =
                count == 1 ? Ring.send(fd(), sources[offset], number) : Ring.sendGathered(fd(), gathered(), number);
        return submit(send);
    }

    private Message gathered() {
        Message gathering = message;
        if (gathering == null) gathering = driver().acquireMessage();
        gathering.of(sources, offset, count);
        message = gathering;
        return gathering;
    }

    private static void requireDirect(ByteBuffer buffer) {
        if (!buffer.isDirect()) throw new IllegalArgumentException("the ring needs direct buffers: " + buffer);
    }

    private int fd() {
        return socket().intValue();
    }

    @Override
    void ended(byte opcode, int result) {
        switch (opcode) {
            case Ring.RECV -> received(result);
            case Ring.SEND, Ring.SENDMSG -> sent(result);
            default -> connected(result);
        }
    }

    private void received(int result) {
        if (reading.isToRepeat(result)) {
            reading.repeated(submitReceive());
            return;
        }
        ByteBuffer into = Objects.requireNonNull(target);
        target = null;
        if (result > 0) into.position(Math.min(into.limit(), into.position() + result)); // see Sockets.advance
        if (result == 0) reading.complete(IoDriver.EOF);
        else reading.ended(result, Failures::ofTransfer);
    }

    private void sent(int result) {
        if (writing.isToRepeat(result)) {
            writing.repeated(submitSend());
            return;
        }
        if (result > 0) Sockets.advance(sources, offset, result);
        sources = NONE;
        if (message != null) driver().release(message);
        message = null;
        noteEnd(-result);
        writing.ended(result, Failures::ofTransfer);
    }

    private void connected(int result) {
        if (connecting.isToRepeat(result)) {
            connecting.repeated(submitConnect());
            return;
        }
        connectingTo = null;
        connected = result == 0;
        connecting.ended(result, errno -> Failures.naming("connect to", remote, errno));
    }

    @Override
    boolean isUnderWay() {
        return reading.isUnderWay() || writing.isUnderWay() || connecting.isUnderWay();
    }

    @Override
    public void cancel(Completion done) {
        reading.cancel(done);
        writing.cancel(done);
        connecting.cancel(done);
    }

    @Override
    void cancelAll() {
        reading.cancel();
        writing.cancel();
        connecting.cancel();
    }

    @Override
    void forgetWaiters() {
        reading.forgetWaiter();
        writing.forgetWaiter();
        connecting.forgetWaiter();
    }

    @Override
    public @Nullable SocketAddress peer() {
        return connected ? remote : null;
    }

    @Override
    public void close(boolean abort) {
        if (!end()) return;
        if (abort) discardUnsent();
        release();
    }

    @Override
    public String toString() {
        return "UringSocket[" + socket() + "]";
    }
}
