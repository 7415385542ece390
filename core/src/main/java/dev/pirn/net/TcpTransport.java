package dev.pirn.net;

import dev.pirn.Loop;
import dev.pirn.Parker;
import dev.pirn.Trigger;
import dev.pirn.WaitReason;
import dev.pirn.jfr.Events.ConnectionClose;
import dev.pirn.jfr.Events.ConnectionOpen;
import dev.pirn.jfr.Flight;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transport: it turns events of the driver and of the queue into calls of the protocol. All of them go through one
 * trigger, so that they happen on the bare loop thread and cost no allocation.
 *
 * <table>
 * <caption>Phases</caption>
 * <tr><th>phase</th><th>from</th></tr>
 * <tr><td>OPEN</td><td>the start</td></tr>
 * <tr><td>CLOSING: nothing is read, the queue is sent</td><td>{@link #close}</td></tr>
 * <tr><td>ENDING: nothing is sent any more, the loss is due</td><td>{@link #end}</td></tr>
 * <tr><td>LOST: the protocol has been notified, the socket is closed</td><td>{@link #lose}</td></tr>
 * </table>
 *
 * <table>
 * <caption>The sending side, in any phase</caption>
 * <tr><th>output</th><th>from</th></tr>
 * <tr><td>OPEN</td><td>the start</td></tr>
 * <tr><td>ENDING: nothing more can be written, the queue is sent</td><td>{@link #shutdownOutput}</td></tr>
 * <tr><td>ENDED: the peer reads the end of the stream</td><td>{@link #endOutput}</td></tr>
 * </table>
 */
final class TcpTransport implements Transport, OutboundQueue.Owner {

    private static final System.Logger LOG = System.getLogger("dev.pirn.net");

    /** From so many writes to a closed connection on it is worth a warning. */
    private static final int IGNORED_SILENTLY = 4;

    private enum Phase {
        OPEN,
        CLOSING,
        ENDING,
        LOST
    }

    private enum Output {
        OPEN,
        ENDING,
        ENDED
    }

    // what the trigger has to do
    private static final int MADE = 1;
    private static final int OUTPUT = 2;
    private static final int READ = 4;
    private static final int LOST = 8;

    private final Loop loop;
    private final IoSocket socket;
    private final InetSocketAddress remote;
    private final Consumer<? super @Nullable IOException> onLost;
    private final OutboundQueue queue;
    private final TransportReader reader;
    private final Trigger trigger;
    private final Parker starter = new Parker();
    private Protocol protocol;
    private int due;

    private int high = DEFAULT_HIGH;
    private int low = DEFAULT_LOW;

    /** The protocol was asked to pause, and has not been asked to resume. */
    private boolean writingPaused;

    private int ignoredWrites;
    private Phase phase = Phase.OPEN;
    private Output output = Output.OPEN;

    /** Its end resets the connection. */
    private boolean aborted;

    private @Nullable IOException failure;

    /** Of a connected socket. Last of all {@code onLost} gets what the protocol was lost with. */
    TcpTransport(
            Loop loop,
            IoSocket socket,
            InetSocketAddress remote,
            Protocol protocol,
            Consumer<? super @Nullable IOException> onLost) {
        this.loop = loop;
        this.socket = socket;
        this.remote = remote;
        this.protocol = protocol;
        this.onLost = onLost;
        this.queue = new OutboundQueue(loop, socket, loop.driver().pinsBuffers(), this);
        this.reader = TransportReader.of(this, socket);
        this.trigger = new Trigger(loop, this::callProtocol);
    }

    /** Has the protocol notified of the connection, and reading begin. */
    void start() {
        if (Flight.seesConnections()) ConnectionOpen.record(socket.localAddress(), remote);
        fire(MADE);
    }

    /** Waits until the protocol has been notified of the connection; aborts it if that is cancelled. */
    void awaitMade() {
        try {
            while ((due & MADE) != 0)
                starter.park(
                        Parker.Abort.givingUp(() -> WaitReason.of("connect", "its protocol to begin, with " + remote)));
        } catch (Throwable cancelled) {
            abort();
            throw cancelled;
        }
    }

    // calling the protocol

    private void fire(int what) {
        due |= what;
        trigger.fire();
    }

    void fireRead() {
        fire(READ);
    }

    private void callProtocol() {
        int now = due;
        due = 0;
        if ((now & MADE) != 0) make();
        if ((now & OUTPUT) != 0) outputChanged();
        if ((now & READ) != 0) reader.read();
        if ((now & LOST) != 0) lose();
    }

    private void make() {
        try {
            protocol.connectionMade(this);
        } catch (Throwable thrown) {
            report("connectionMade failed", thrown);
        } finally {
            starter.unpark();
        }
        if (reader.isReading()) reader.read();
    }

    void deliver(ByteBuffer data) {
        try {
            protocol.dataReceived(data);
        } catch (Throwable thrown) {
            fatal("dataReceived failed", thrown);
        }
    }

    /** {@return a buffer of the protocol's; null if it gave none, which has ended the connection} */
    @Nullable
    ByteBuffer bufferOf(BufferedProtocol buffered) {
        try {
            return requireRoom(buffered.getBuffer(BufferPool.LARGE));
        } catch (Throwable thrown) {
            fatal("getBuffer failed", thrown);
            return null;
        }
    }

    static ByteBuffer requireRoom(ByteBuffer buffer) {
        if (!buffer.hasRemaining()) throw new IllegalStateException("getBuffer gave a buffer without room: " + buffer);
        return buffer;
    }

    /** {@return how many bytes were moved: as many as both allow} */
    static int move(ByteBuffer source, ByteBuffer target) {
        int count = Math.min(source.remaining(), target.remaining());
        target.put(target.position(), source, source.position(), count);
        target.position(target.position() + count);
        source.position(source.position() + count);
        return count;
    }

    void updated(BufferedProtocol buffered, int count) {
        try {
            buffered.bufferUpdated(count);
        } catch (Throwable thrown) {
            fatal("bufferUpdated failed", thrown);
        }
    }

    void inputEnded() {
        boolean keepOpen;
        try {
            keepOpen = protocol.eofReceived();
        } catch (Throwable thrown) {
            fatal("eofReceived failed", thrown);
            return;
        }
        if (!keepOpen) close();
    }

    private void lose() {
        phase = Phase.LOST;
        try {
            protocol.connectionLost(failure);
        } catch (Throwable thrown) {
            report("connectionLost failed", thrown);
        } finally {
            if (Flight.seesConnections()) ConnectionClose.record(socket.localAddress(), remote, aborted);
            socket.close(aborted);
            onLost.accept(failure);
        }
    }

    private void report(String what, Throwable thrown) {
        ConnectionFailures.rethrowFatal(thrown);
        loop.report(what, thrown, protocol);
    }

    // writing

    @Override
    public void write(ByteBuffer source) {
        if (isIgnored()) return;
        queue.sendOrEnqueue(source);
        pauseIfFull();
    }

    @Override
    public void write(byte[] bytes) {
        write(ByteBuffer.wrap(bytes));
    }

    @Override
    public void writeAll(List<ByteBuffer> sources) {
        if (isIgnored()) return;
        for (ByteBuffer source : sources) queue.append(source);
        queue.push();
        pauseIfFull();
    }

    private boolean isIgnored() {
        if (phase != Phase.OPEN) {
            if (++ignoredWrites > IGNORED_SILENTLY) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "write number {0} to a closed connection: {1}",
                        ignoredWrites,
                        this);
            }
            return true;
        }
        if (output != Output.OPEN) throw new IllegalStateException("written after shutdownOutput: " + this);
        return false;
    }

    private void pauseIfFull() {
        if (writingPaused || phase != Phase.OPEN || queue.size() <= high) return;
        writingPaused = true;
        try {
            protocol.pauseWriting();
        } catch (Throwable thrown) {
            report("pauseWriting failed", thrown);
        }
    }

    @Override
    public void outputProgress() {
        IOException broken = queue.failure();
        if (broken != null) {
            end(broken, true);
        } else if (canResume() || (queue.size() == 0 && isEndAwaited())) {
            fire(OUTPUT);
        }
    }

    private boolean canResume() {
        return writingPaused && queue.size() <= low && !isEnding();
    }

    /** Whether something is to be done once everything is sent. */
    private boolean isEndAwaited() {
        return phase == Phase.CLOSING || output == Output.ENDING;
    }

    private void outputChanged() {
        if (canResume()) resumeProtocol();
        if (queue.size() > 0) return;
        if (output == Output.ENDING) endOutput();
        if (phase == Phase.CLOSING) end(null, false);
    }

    private void resumeProtocol() {
        writingPaused = false;
        try {
            protocol.resumeWriting();
        } catch (Throwable thrown) {
            report("resumeWriting failed", thrown);
        }
    }

    @Override
    public void shutdownOutput() {
        if (output != Output.OPEN || phase != Phase.OPEN) return;
        output = Output.ENDING;
        if (queue.size() == 0) endOutput();
    }

    private void endOutput() {
        if (isEnding()) return;
        output = Output.ENDED;
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            end(e, true);
        }
    }

    @Override
    public void setWriteLimits(int newHigh, int newLow) {
        if (newLow < 0 || newLow > newHigh) {
            throw new IllegalArgumentException("not 0 <= low <= high: " + newLow + ", " + newHigh);
        }
        high = newHigh;
        low = newLow;
        pauseIfFull();
        if (canResume()) fire(OUTPUT);
    }

    @Override
    public long writeBufferSize() {
        return queue.size();
    }

    // reading

    @Override
    public void pauseReading() {
        reader.pause();
    }

    @Override
    public void resumeReading() {
        reader.resume();
    }

    @Override
    public boolean isReading() {
        return reader.isReading();
    }

    // ending

    @Override
    public void close() {
        if (phase != Phase.OPEN) return;
        phase = Phase.CLOSING;
        reader.stop();
        if (queue.size() == 0) end(null, false);
    }

    @Override
    public void abort() {
        end(null, true);
    }

    /** The outside broke the connection. */
    void broken(IOException why) {
        end(why, true);
    }

    /** The protocol failed where it must not. */
    private void fatal(String what, Throwable thrown) {
        end(thrown instanceof IOException e ? e : new IOException(what + ": " + thrown, thrown), true);
        report(what, thrown);
    }

    private void end(@Nullable IOException why, boolean abort) {
        aborted |= abort;
        if (isEnding()) return;
        phase = Phase.ENDING;
        failure = why;
        reader.stop();
        queue.close();
        fire(LOST);
    }

    /** Whether its end is decided, and the protocol will hear of nothing but the loss. */
    private boolean isEnding() {
        return phase == Phase.ENDING || phase == Phase.LOST;
    }

    @Override
    public boolean isClosing() {
        return phase != Phase.OPEN;
    }

    // facts

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public void setProtocol(Protocol newProtocol) {
        protocol = newProtocol;
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
    }

    @Override
    public <T> @Nullable T option(SocketOption<T> option) throws IOException {
        return socket.getOption(option);
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public String toString() {
        return "Transport[" + remote + (isClosing() ? ", closed]" : "]");
    }
}
