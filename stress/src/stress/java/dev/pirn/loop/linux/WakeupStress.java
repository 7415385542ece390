package dev.pirn.loop.linux;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A thread wakes a loop up while that is closed: it never writes to a descriptor that has got the number since. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "the next owner of the number got no wake-up")
@Outcome(expect = Expect.FORBIDDEN, desc = "the next owner of the number got a wake-up, or the wake-up failed")
@State
public class WakeupStress {

    private final Wakeup wakeup = open();

    private static Wakeup open() {
        try {
            return Wakeup.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Any thread. */
    @Actor
    public void wake() {
        wakeup.wakeup();
    }

    /** The thread that closes the loop, and one that opens something right after it. */
    @Actor
    public void close(I_Result result) {
        try {
            result.r1 = wakeUpsOfTheNext();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int wakeUpsOfTheNext() throws IOException {
        wakeup.close();
        FileDescriptor next = Native.newEventFd();
        for (int i = 0; i < 50; i++) Thread.onSpinWait();
        Native.eventFdWrite(next.intValue(), 1); // or the read would find nothing, which is an error
        ByteBuffer counter = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        int read = next.read(counter, 0, Long.BYTES);
        next.close();
        return read == Long.BYTES ? (int) counter.getLong(0) - 1 : -1;
    }
}
