package dev.pirn.loop.linux;

import dev.pirn.spi.IoFiles;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A driver on one io_uring: operations are submitted together when the loop polls, and the ring completes them.
 * Sockets are in blocking mode, and so the system waits in their place.
 */
final class UringDriver extends LinuxDriver {

    /** So many operations are submitted at once; more only cost a system call. */
    private static final int SUBMISSIONS = 1024;

    /** So many may have ended between two polls before the system has to keep them aside. */
    private static final int COMPLETIONS = 16 * 1024;

    /** Drivers that were closed on a thread that could not see the end of their operations. */
    private static final Queue<UringDriver> ABANDONED = new ConcurrentLinkedQueue<>();

    private final WakeupEvents wakeups;

    /** Closed, and the system has not let go of them yet. */
    private final Set<UringHandle> lingering = new LinkedHashSet<>();

    private final UringFiles files = new UringFiles(this);
    private final ArrayDeque<Message> messages = new ArrayDeque<>();

    /** The one thread that may enter the ring; null if any may. */
    private final @Nullable Thread owner;

    private UringDriver(IoHandler ring, Wakeup wakeup, @Nullable Thread owner) throws IOException {
        super(ring, wakeup);
        this.owner = owner;
        wakeups = new WakeupEvents();
        wakeups.arm();
    }

    /** Makes a driver for coroutines that are threads of their own, or for a loop that several threads run in turn. */
    static UringDriver shared() throws IOException {
        return make(false);
    }

    /**
     * Makes a driver that only the calling thread may use. The system then does its part of the work when the ring is
     * entered, instead of interrupting the thread for it ({@code IORING_SETUP_SINGLE_ISSUER, _DEFER_TASKRUN}).
     */
    static UringDriver confined() throws IOException {
        return make(true);
    }

    private static UringDriver make(boolean confined) throws IOException {
        Wakeup wakeup = Wakeup.open();
        return Parts.makeOf(wakeup, () -> {
            IoHandler ring = newRing(confined);
            return Parts.makeOf(() -> NettyRing.closeUnentered(ring), () -> {
                if (confined) ring.initialize();
                else NettyRing.initializeShared(ring);
                return new UringDriver(ring, wakeup, confined ? Thread.currentThread() : null);
            });
        });
    }

    private static IoHandler newRing(boolean singleIssuer) throws IOException {
        Parts.requireDescriptors(NettyRing.DESCRIPTORS); // Netty forgets to close the first if it cannot get the second
        IoUringIoHandlerConfig config = new IoUringIoHandlerConfig()
                .setRingSize(SUBMISSIONS)
                .setCqSize(COMPLETIONS)
                .setSingleIssuer(singleIssuer);
        return IoUringIoHandler.newFactory(config).newHandler(LoopThread.INSTANCE);
    }

    @Override
    void requireHere() {
        if (isOwner()) return;
        throw new IllegalStateException(
                "this io_uring belongs to the thread " + owner + ", which made its loop, and not to "
                        + Thread.currentThread() + "; build the runner with confined(false) to run it there");
    }

    /** Outside coroutines only: their thread is another one than what carries them. */
    private boolean isOwner() {
        return owner == null || owner == Thread.currentThread();
    }

    @Override
    public IoSocket open(ProtocolFamily family) throws IOException {
        requireOpen();
        LinuxSocket socket = Sockets.open(family);
        return Parts.handleOf(socket, () -> {
            SystemCalls.setBlocking(socket);
            return keep(new UringSocket(this, socket, family));
        });
    }

    @Override
    public IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        requireOpen();
        LinuxSocket socket = Sockets.listen(local, backlog, options);
        return Parts.handleOf(socket, () -> {
            SystemCalls.setBlocking(socket);
            return keep(new UringListener(this, socket, Addresses.familyOf(local)));
        });
    }

    /** Makes an accepted connection a socket of this driver. */
    IoSocket adopt(LinuxSocket accepted, ProtocolFamily family, SocketAddress peer) throws IOException {
        return Parts.handleOf(accepted, () -> keep(new UringSocket(this, accepted, family, peer)));
    }

    @Override
    public boolean pinsBuffers() {
        return true;
    }

    @Override
    public IoFiles files() {
        return files;
    }

    @Override
    public int openCount() {
        return super.openCount() + files.openCount();
    }

    @Override
    void destroy(IoHandler ring) {
        if (isOwner()) destroyHere(ring);
        else destroyElsewhere(ring);
    }

    /** The system ends what is under way when its ring goes, but may be using its memory for a moment longer. */
    private void destroyElsewhere(IoHandler ring) {
        ABANDONED.add(this);
        files.closeDescriptors();
        NettyRing.closeUnentered(ring);
    }

    private void destroyHere(IoHandler ring) {
        files.abandon();
        wakeups.disarm();
        while (!lingering.isEmpty() || files.isUnderWay() || wakeups.isArmed()) run(-1); // cancelled, they end soon
        files.closeDescriptors();
        ring.destroy(); // not prepareToDestroy, which waits without limit for what has ended here already
    }

    /** Asks the system to end an operation. */
    void cancel(UringHandle handle, long id) {
        long ignored = handle.submit(Ring.cancel(id));
    }

    /**
     * Keeps what the system may still be using.
     *
     * @return whether the end of its operations can be awaited, before its descriptor is closed
     */
    boolean letLinger(UringHandle handle) {
        lingering.add(handle);
        return !isClosed() || isOwner();
    }

    /** {@return whether it lingered until now} */
    boolean lingersNoMore(UringHandle handle) {
        return lingering.remove(handle);
    }

    /** Waits until the system has let go of a handle whose operations are cancelled: it does so at once. */
    void settle(UringHandle handle) {
        if (!lingering.contains(handle)) return;
        while (lingering.contains(handle)) run(-1);
        wakeup(); // one that was meant for the next poll may have ended one of these
    }

    Message acquireMessage() {
        Message free = messages.pollFirst();
        return free == null ? new Message() : free;
    }

    void release(Message message) {
        messages.addFirst(message);
    }

    /** Completes with each wake-up, which ends a wait. The counter need not be read. */
    private final class WakeupEvents implements IoUringIoHandle {

        private final IoRegistration registration = register(this);
        private long id;
        private boolean armed;

        WakeupEvents() throws IOException {}

        void arm() {
            id = registration.submit(Ring.pollReadable(wakeups().descriptor().intValue()));
            armed = true;
        }

        void disarm() {
            long ignored = registration.submit(Ring.cancel(id));
        }

        boolean isArmed() {
            return armed;
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            IoUringIoEvent end = (IoUringIoEvent) event;
            if (end.opcode() != Ring.POLL_ADD || (end.flags() & Ring.MORE) != 0) return;
            armed = false;
            if (!isClosed()) arm();
        }

        @Override
        public void close() {
            // The driver disarms it.
        }
    }
}
