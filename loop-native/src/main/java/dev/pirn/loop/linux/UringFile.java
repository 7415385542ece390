package dev.pirn.loop.linux;

import dev.pirn.spi.Completion;
import dev.pirn.spi.IoDriver;
import dev.pirn.spi.IoFile;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file: each operation has a number of its own, by which the ring names it. Any number of them may be under way; from
 * 32,768 on Netty looks their numbers up, since they do not fit into what the kernel hands back.
 */
final class UringFile implements IoFile {

    private static final int ENOENT = 2;
    private static final int EEXIST = 17;
    private static final int CLOSED = -1;

    /** How the JDK writes the names of files. */
    private static final Charset NAMES = Charset.forName(
            System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

    private final UringDriver driver;
    private final UringFiles files;
    private final Path path;
    private final IoRegistration registration;
    private final List<@Nullable Operation> operations = new ArrayList<>(); // by number
    private final ArrayDeque<Integer> freeNumbers = new ArrayDeque<>();
    private final IdentityHashMap<Completion, Operation> byCompletion = new IdentityHashMap<>(); // never walked
    private int fd = CLOSED;

    UringFile(UringDriver driver, UringFiles files, Path path) throws IOException {
        this.driver = driver;
        this.files = files;
        this.path = path;
        this.registration = driver.register(new Completions());
    }

    /** Makes the entry of the submission queue, again if the system was interrupted. */
    @FunctionalInterface
    private interface Submission {

        IoUringIoOps with(int number);
    }

    /** What follows from a result that is no failure. */
    @FunctionalInterface
    private interface Ending {

        /** {@return the result of the operation} */
        int of(int result);
    }

    private static final Ending NOTHING = result -> 0;

    /** One operation under way; it keeps alive the memory that the system uses, which its submission refers to. */
    private static final class Operation {

        private final Submission submission;
        private final Ending ending;
        private final Completion done;
        private final boolean closes;
        private long id;
        private boolean cancelled;

        Operation(Submission submission, Ending ending, Completion done, boolean closes) {
            this.submission = submission;
            this.ending = ending;
            this.done = done;
            this.closes = closes;
        }
    }

    void open(int flags, Completion done) {
        byte[] name = path.toString().getBytes(NAMES);
        ByteBuffer zeroTerminated =
                ByteBuffer.allocateDirect(name.length + 1).put(name).rewind();
        Ending opened = result -> {
            fd = result;
            return 0;
        };
        start(number -> Ring.open(zeroTerminated, flags, number), opened, done, false);
    }

    @Override
    public int read(ByteBuffer target, long position, Completion done) {
        Ending received = count -> {
            if (count == 0) return IoDriver.EOF;
            target.position(target.position() + count);
            return count;
        };
        return start(number -> Ring.read(fd, target, position, number), received, done, false);
    }

    @Override
    public int write(ByteBuffer source, long position, Completion done) {
        Ending written = count -> {
            source.position(source.position() + count);
            return count;
        };
        return start(number -> Ring.write(fd, source, position, number), written, done, false);
    }

    @Override
    public int size(long[] answer, Completion done) {
        FileStatus status = new FileStatus();
        Ending sized = result -> {
            answer[0] = status.size();
            return 0;
        };
        return start(number -> Ring.stat(fd, status.memory, number), sized, done, false);
    }

    @Override
    public int truncate(long size, Completion done) {
        return start(number -> Ring.truncate(fd, size, number), NOTHING, done, false);
    }

    @Override
    public int sync(boolean metadata, Completion done) {
        return start(number -> Ring.sync(fd, metadata, number), NOTHING, done, false);
    }

    @Override
    public int close(Completion done) {
        return start(number -> Ring.close(fd, number), NOTHING, done, true);
    }

    private int start(Submission submission, Ending ending, Completion done, boolean closes) {
        Operation operation = new Operation(submission, ending, done, closes);
        int number = freeNumber();
        operations.set(number, operation);
        byCompletion.put(done, operation);
        operation.id = registration.submit(submission.with(number));
        driver.started();
        return IoDriver.PENDING;
    }

    private int freeNumber() {
        Integer free = freeNumbers.pollFirst();
        if (free != null) return free;
        operations.add(null);
        return operations.size() - 1;
    }

    @Override
    public void cancel(Completion done) {
        Operation operation = byCompletion.get(done);
        if (operation != null) cancel(operation);
    }

    private void cancel(Operation operation) {
        if (operation.cancelled || operation.closes) return;
        operation.cancelled = true;
        long ignored = registration.submit(Ring.cancel(operation.id));
    }

    /** Asks for the end of what is under way, together with the driver. */
    void abandon() {
        for (Operation operation : operations) {
            if (operation != null) cancel(operation);
        }
    }

    boolean isOpen() {
        return fd != CLOSED;
    }

    boolean isUnderWay() {
        return freeNumbers.size() < operations.size();
    }

    private void ended(int number, int result) {
        Operation operation = operations.get(number);
        assert operation != null; // the ring completes once
        if (UringOperation.isUnfinished(result) && !operation.cancelled) {
            operation.id = registration.submit(operation.submission.with(number));
            return;
        }
        operations.set(number, null);
        freeNumbers.addFirst(number);
        byCompletion.remove(operation.done);
        driver.completed();
        if (operation.closes) fd = CLOSED; // also where the system has lost bytes
        complete(operation, result);
        if (fd == CLOSED) release();
    }

    private void complete(Operation operation, int result) {
        int ended = result < 0 ? result : operation.ending.of(result);
        Completion done = operation.done;
        if (driver.isClosed()) return;
        if (result >= 0) done.completed(ended);
        else if (UringOperation.isUnfinished(result)) done.completed(IoDriver.CANCELLED);
        else done.failed(fd == CLOSED && !operation.closes ? openingFailure(-result) : Failures.ofFile(-result));
    }

    private IOException openingFailure(int errno) {
        String name = path.toString();
        return switch (errno) {
            case ENOENT -> new NoSuchFileException(name);
            case EEXIST -> new FileAlreadyExistsException(name);
            case Failures.EACCES -> new AccessDeniedException(name);
            default -> new FileSystemException(name, null, Failures.text(errno));
        };
    }

    /** Lets go of what the driver keeps for it. */
    void release() {
        files.forget(this);
        boolean ignored = registration.cancel();
    }

    /** Closes it together with its driver. */
    void closeDescriptor() {
        if (fd == CLOSED) return;
        try {
            new FileDescriptor(fd).close();
        } catch (IOException _) {
            // No caller is left to learn of it.
        }
        fd = CLOSED;
        boolean ignored = registration.cancel();
    }

    @Override
    public String toString() {
        return "UringFile[" + path + "]";
    }

    /** What Netty is shown of the file. */
    private final class Completions implements IoUringIoHandle {

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            IoUringIoEvent end = (IoUringIoEvent) event;
            // The operation that a cancel was to end completes by itself.
            if (end.opcode() != Ring.ASYNC_CANCEL) ended((int) end.userData(), end.res());
        }

        @Override
        public void close() {
            // The driver closes its files itself.
        }
    }
}
