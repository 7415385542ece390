package dev.pirn.loop.linux;

import io.netty.channel.IoHandler;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** What has to be done with Netty's ring that its public methods cannot do. */
final class NettyRing {

    /** So many has a ring: its own, and an eventfd that we do not use. */
    static final int DESCRIPTORS = 2;

    private static final int ENTER_REGISTERED_RING = 1 << 4; // linux/io_uring.h

    private NettyRing() {}

    /**
     * Enables a ring for use from more than one thread. Netty registers the ring's descriptor with the thread that
     * enables it and from then on enters the ring by that registration, which no other thread has. The coroutines of
     * the baton engine are threads of their own, and a loop may be run on another thread than before: so the ring is
     * entered by its plain descriptor, which costs a look-up a system call.
     */
    static void initializeShared(IoHandler ring) throws IOException {
        ring.initialize();
        try {
            Object queue = field(field(ring, "ringBuffer"), "ioUringSubmissionQueue");
            Field entered = accessible(queue, "enterRingFd");
            Field flags = accessible(queue, "enterFlags");
            entered.setInt(queue, accessible(queue, "ringFd").getInt(queue));
            flags.setInt(queue, flags.getInt(queue) & ~ENTER_REGISTERED_RING);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException("this version of Netty does not let a ring be shared by threads", e);
        }
    }

    /** Closes a ring that the calling thread must not enter, as {@link IoHandler#destroy} would. */
    static void closeUnentered(IoHandler ring) {
        try {
            Method close = ring.getClass().getDeclaredMethod("completeRingClose");
            close.setAccessible(true);
            close.invoke(ring);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("this version of Netty lets only the thread that uses a ring close it", e);
        }
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        return accessible(of, name).get(of);
    }

    private static Field accessible(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
