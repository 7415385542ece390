package dev.pirn.loop.linux;

import io.netty.channel.uring.IoUringIoOps;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Entries of the submission queue. Numbers and the use of the fields are those of Linux's {@code linux/io_uring.h} and
 * {@code io_uring_enter(2)}; the fields that Netty calls unions are, in order, {@code off}, {@code addr}, the operation's
 * flags, {@code buf_index}, {@code splice_fd_in} and {@code addr3}.
 */
final class Ring {

    static final byte POLL_ADD = 6;
    static final byte SENDMSG = 9;
    static final byte ACCEPT = 13;
    static final byte ASYNC_CANCEL = 14;
    static final byte CONNECT = 16;
    static final byte SEND = 26;
    static final byte RECV = 27;

    /** Of a completion: the operation goes on and tells again. */
    static final int MORE = 2;

    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int POLLIN = 1;
    private static final int POLL_ADD_MULTI = 1;

    private Ring() {}

    static IoUringIoOps receive(int fd, ByteBuffer target, short data) {
        return operation(RECV, fd, 0, address(target), target.remaining(), 0, data);
    }

    static IoUringIoOps send(int fd, ByteBuffer source, short data) {
        return operation(SEND, fd, 0, address(source), source.remaining(), MSG_NOSIGNAL, data);
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

    /** Tells each time that a descriptor becomes readable. */
    static IoUringIoOps pollReadable(int fd) {
        return operation(POLL_ADD, fd, 0, 0, POLL_ADD_MULTI, POLLIN, (short) 0);
    }

    /** @param id what the submission of the operation answered */
    static IoUringIoOps cancel(long id) {
        return operation(ASYNC_CANCEL, -1, 0, id, 0, 0, (short) 0);
    }

    /** {@return where a direct buffer's next byte is} */
    static long address(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer).address();
    }

    private static IoUringIoOps operation(
            byte opcode, int fd, long offset, long address, int length, int flags, long data) {
        return new IoUringIoOps(
                opcode, (byte) 0, (short) 0, fd, offset, address, length, flags, data, (short) 0, (short) 0, 0, 0);
    }
}
