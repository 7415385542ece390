package dev.pirn.tck;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoListener;
import dev.pirn.spi.IoSocket;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A driver that does what a driver is allowed to do and hardly ever does, around a real one: it moves one to three
 * bytes a read and a write, says that an operation would block when it would not, wakes operations that cannot make
 * progress yet, makes the completions of one poll in random order, and lets some cancelled operations end only at the
 * next poll. Whatever is written on {@link IoDriver} must work on this one too.
 *
 * <p>The same seed makes the same choices. Used by one loop, as every driver.
 */
public final class AdversarialDriver extends ForwardingDriver {

    private static final int MOST_BYTES = 3;
    private static final int ONE_IN = 8;

    private final long seed;
    private final Random random;
    private final List<Operation> pending = new ArrayList<>();
    private final List<Operation> ended = new ArrayList<>();

    /**
     * Wraps a driver.
     *
     * @param driver the real driver, owned by this one from now on
     * @param seed what the choices depend on
     */
    public AdversarialDriver(IoDriver driver, long seed) {
        super(driver);
        this.seed = seed;
        this.random = new Random(seed);
    }

    @Override
    public IoSocket open(ProtocolFamily family) throws IOException {
        return new Socket(driver.open(family));
    }

    @Override
    public IoListener listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        return new Listener(driver.listen(local, backlog, options));
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        wakeSomeInVain();
        driver.poll(ended.isEmpty() ? timeoutNanos : 0);
        List<Operation> completed = new ArrayList<>(ended);
        ended.clear();
        Collections.shuffle(completed, random);
        completed.forEach(Operation::complete);
        return completed.size();
    }

    @Override
    public int pendingCount() {
        return pending.size();
    }

    @Override
    public void close() {
        pending.clear();
        ended.clear();
        driver.close();
    }

    @Override
    public String toString() {
        return "AdversarialDriver[seed=" + seed + ", " + driver + "]";
    }

    private void wakeSomeInVain() {
        for (Operation operation : List.copyOf(pending)) {
            if (oneInSome()) {
                operation.wakeInVain();
            }
        }
    }

    private boolean oneInSome() {
        return random.nextInt(ONE_IN) == 0;
    }

    /** {@return the next few bytes of a buffer, sharing its content} */
    private ByteBuffer fewOf(ByteBuffer buffer) {
        int length = Math.min(buffer.remaining(), 1 + random.nextInt(MOST_BYTES));
        return buffer.slice(buffer.position(), length);
    }

    private enum Kind {
        CONNECT,
        ACCEPT,
        READ,
        WRITE
    }

    /** What sockets and listeners have in common: operations that the caller believes pending. */
    private abstract class Owner {

        /** Asks the real driver to end an operation, which it completes at once or later. */
        abstract void withdraw(Operation operation);

        abstract void closeReal(boolean abort);

        final Operation begin(Kind kind, @Nullable ByteBuffer target, Completion done) {
            if (pending.stream().anyMatch(operation -> operation.owner == this && operation.kind == kind)) {
                throw new IllegalStateException("already pending: " + kind);
            }
            return new Operation(this, kind, target, done);
        }

        /** Answers PENDING for what did not block, or was not even tried: it ends at the next poll. */
        final int pretendToBlock(Operation operation, int result) {
            pending.add(operation);
            operation.end(result, null);
            return PENDING;
        }

        @SuppressWarnings("ReferenceEquality") // a completion is known by its identity
        final void cancelPending(Completion done) {
            List<Operation> mine = mine();
            mine.stream().filter(operation -> operation.done == done).forEach(Operation::cancel);
        }

        final void closeWithPending(boolean abort) {
            List<Operation> mine = mine();
            mine.forEach(Operation::abandon);
            closeReal(abort);
            mine.forEach(Operation::tellNowOrLater);
        }

        private List<Operation> mine() {
            return pending.stream().filter(operation -> operation.owner == this).toList();
        }
    }

    /**
     * One operation, pending for the caller from the answer PENDING until it completes. The real driver has
     * it too, unless it has ended here already.
     */
    private final class Operation implements Completion {

        private final Owner owner;
        private final Kind kind;
        private final @Nullable ByteBuffer target; // moves when a pending transfer ends with a count
        private final Completion done;
        private boolean cancelled;
        private boolean hasEnded;
        private int result;
        private @Nullable IOException failure;

        Operation(Owner owner, Kind kind, @Nullable ByteBuffer target, Completion done) {
            this.owner = owner;
            this.kind = kind;
            this.target = target;
            this.done = done;
        }

        @Override
        public void completed(int value) {
            // Cancelled, and not by the caller: it was woken in vain.
            end(value == CANCELLED && !cancelled ? RETRY : value, null);
        }

        @Override
        public void failed(IOException problem) {
            end(0, problem);
        }

        void end(int value, @Nullable IOException problem) {
            if (hasEnded || !pending.contains(this)) {
                return;
            }
            hasEnded = true;
            result = value;
            failure = problem;
            ended.add(this);
        }

        void wakeInVain() {
            if (!hasEnded && kind != Kind.CONNECT) { // which cannot be tried again
                owner.withdraw(this);
            }
        }

        void cancel() {
            cancelled = true;
            if (!hasEnded) {
                owner.withdraw(this);
            } else if (failure == null && result == RETRY) {
                result = CANCELLED;
            }
            tellNowOrLater();
        }

        void abandon() {
            cancelled = true;
            result = CANCELLED;
            failure = null;
        }

        void tellNowOrLater() {
            if (hasEnded && !oneInSome()) {
                ended.remove(this);
                complete();
            }
        }

        void complete() {
            if (!pending.remove(this)) {
                return;
            }
            if (failure != null) {
                done.failed(failure);
                return;
            }
            if (target != null && result > 0) {
                target.position(target.position() + result);
            }
            done.completed(result);
        }
    }

    private final class Socket extends Owner implements ForwardingSocket {

        private final IoSocket socket;

        Socket(IoSocket socket) {
            this.socket = socket;
        }

        @Override
        public IoSocket socket() {
            return socket;
        }

        @Override
        public int connect(SocketAddress remote, Completion done) throws IOException {
            Operation operation = begin(Kind.CONNECT, null, done);
            int result = socket.connect(remote, operation);
            if (result == PENDING) {
                pending.add(operation);
            } else if (oneInSome()) {
                return pretendToBlock(operation, result);
            }
            return result;
        }

        @Override
        public int read(ByteBuffer target, Completion done) throws IOException {
            Operation operation = begin(Kind.READ, target, done);
            if (!socket.isClosed() && oneInSome()) {
                return pretendToBlock(operation, RETRY);
            }
            return moved(operation, target, socket.read(fewOf(target), operation));
        }

        @Override
        public int write(ByteBuffer[] sources, int offset, int count, Completion done) throws IOException {
            ByteBuffer source = sources[offset];
            for (int i = offset + 1; i < offset + count && !source.hasRemaining(); i++) {
                source = sources[i];
            }
            Operation operation = begin(Kind.WRITE, source, done);
            if (!socket.isClosed() && oneInSome()) {
                return pretendToBlock(operation, RETRY);
            }
            return moved(operation, source, socket.write(new ByteBuffer[] {fewOf(source)}, 0, 1, operation));
        }

        private int moved(Operation operation, ByteBuffer buffer, int result) {
            if (result == PENDING) {
                pending.add(operation);
            } else if (result > 0) {
                buffer.position(buffer.position() + result);
            }
            return result;
        }

        @Override
        public void cancel(Completion done) {
            cancelPending(done);
        }

        @Override
        public void close(boolean abort) {
            closeWithPending(abort);
        }

        @Override
        void withdraw(Operation operation) {
            socket.cancel(operation);
        }

        @Override
        void closeReal(boolean abort) {
            socket.close(abort);
        }
    }

    private final class Listener extends Owner implements IoListener {

        private final IoListener listener;

        Listener(IoListener listener) {
            this.listener = listener;
        }

        @Override
        public @Nullable IoSocket accept(Completion done) throws IOException {
            Operation operation = begin(Kind.ACCEPT, null, done);
            if (oneInSome()) {
                pretendToBlock(operation, RETRY);
                return null;
            }
            IoSocket accepted = listener.accept(operation);
            if (accepted == null) {
                pending.add(operation);
                return null;
            }
            return new Socket(accepted);
        }

        @Override
        public void cancel(Completion done) {
            cancelPending(done);
        }

        @Override
        public SocketAddress localAddress() {
            return listener.localAddress();
        }

        @Override
        public void close() {
            closeWithPending(true);
        }

        @Override
        void withdraw(Operation operation) {
            listener.cancel(operation);
        }

        @Override
        void closeReal(boolean abort) {
            listener.close();
        }
    }
}
