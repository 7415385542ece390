package dev.pirn.loop.linux;

import io.netty.channel.uring.IoUringIoOps;
import java.nio.ByteBuffer;

/**
 * Entries of the submission queue. Numbers and the use of the fields are those of Linux's {@code linux/io_uring.h} and
 * {@code io_uring_enter(2)}; the fields that Netty calls unions are, in order, {@code off}, {@code addr}, the
 * operation's flags, {@code buf_index}, {@code splice_fd_in} and {@code addr3}.
 */
final class Ring {

    static final byte FSYNC = 3;
    static final byte POLL_ADD = 6;
    static final byte SENDMSG = 9;
    static final byte ACCEPT = 13;
    static final byte ASYNC_CANCEL = 14;
    static final byte CONNECT = 16;
    static final byte OPENAT = 18;
    static final byte CLOSE = 19;
    static final byte STATX = 21;
    static final byte READ = 22;
    static final byte WRITE = 23;
    static final byte SEND = 26;
    static final byte RECV = 27;
    static final byte FTRUNCATE = 55;

    /** Of a completion: the operation goes on and completes again. */
    static final int MORE = 2;

    /** Of a receive: wait for the first byte before trying, since it is rarely there already. */
    private static final short POLL_FIRST = 1;

    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int POLLIN = 1;
    private static final int POLL_ADD_MULTI = 1;
    private static final int FSYNC_DATASYNC = 1;
    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_SIZE = 0x200;
    private static final int EVERYBODY_READS_AND_WRITES = 0666; // less the umask, as everywhere

    private Ring() {}

    static IoUringIoOps receive(int fd, ByteBuffer target, short data) {
        return new IoUringIoOps(
                RECV,
                (byte) 0,
                POLL_FIRST,
                fd,
                0,
                Memory.address(target),
                target.remaining(),
                0,
                (long) data,
                (short) 0,
                (short) 0,
                0,
                0);
    }

    static IoUringIoOps send(int fd, ByteBuffer source, short data) {
        return operation(SEND, fd, 0, Memory.address(source), source.remaining(), MSG_NOSIGNAL, data);
    }

    static IoUringIoOps sendGathered(int fd, Message message, short data) {
        return operation(SENDMSG, fd, 0, message.address(), 1, MSG_NOSIGNAL, data);
    }

    static IoUringIoOps connect(int fd, SocketAddressMemory peer, short data) {
        return operation(CONNECT, fd, peer.length(), peer.address(), 0, 0, data);
    }

    static IoUringIoOps accept(int fd, SocketAddressMemory peer, short data) {
        return operation(ACCEPT, fd, peer.lengthAddress(), peer.address(), 0, SOCK_CLOEXEC, data);
    }

    /** Completes each time that a descriptor becomes readable. */
    static IoUringIoOps pollReadable(int fd) {
        return operation(POLL_ADD, fd, 0, 0, POLL_ADD_MULTI, POLLIN, (short) 0);
    }

    /** @param id what the submission of the operation answered */
    static IoUringIoOps cancel(long id) {
        return operation(ASYNC_CANCEL, -1, 0, id, 0, 0, (short) 0);
    }

    static IoUringIoOps open(ByteBuffer path, int flags, int data) {
        return operation(OPENAT, AT_FDCWD, 0, Memory.address(path), EVERYBODY_READS_AND_WRITES, flags, data);
    }

    static IoUringIoOps read(int fd, ByteBuffer target, long position, int data) {
        return operation(READ, fd, position, Memory.address(target), target.remaining(), 0, data);
    }

    static IoUringIoOps write(int fd, ByteBuffer source, long position, int data) {
        return operation(WRITE, fd, position, Memory.address(source), source.remaining(), 0, data);
    }

    /** @param answer gets a {@code struct statx} after its first byte, which is the empty path */
    static IoUringIoOps stat(int fd, ByteBuffer answer, int data) {
        long address = Memory.address(answer);
        return operation(STATX, fd, address + FileStatus.OFFSET, address, STATX_SIZE, AT_EMPTY_PATH, data);
    }

    static IoUringIoOps truncate(int fd, long size, int data) {
        return operation(FTRUNCATE, fd, size, 0, 0, 0, data);
    }

    static IoUringIoOps sync(int fd, boolean metadata, int data) {
        return operation(FSYNC, fd, 0, 0, 0, metadata ? 0 : FSYNC_DATASYNC, data);
    }

    static IoUringIoOps close(int fd, int data) {
        return operation(CLOSE, fd, 0, 0, 0, 0, data);
    }

    private static IoUringIoOps operation(
            byte opcode, int fd, long offset, long address, int length, int flags, long data) {
        return new IoUringIoOps(
                opcode, (byte) 0, (short) 0, fd, offset, address, length, flags, data, (short) 0, (short) 0, 0, 0);
    }
}
