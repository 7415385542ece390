import dev.pirn.loop.linux.EpollLoopProvider;
import dev.pirn.loop.linux.UringLoopProvider;
import dev.pirn.spi.LoopProvider;
import org.jspecify.annotations.NullMarked;

/**
 * The I/O backends {@code epoll} and {@code io_uring}, for Linux. They are found by their services; the module exports
 * nothing.
 */
@NullMarked
module dev.pirn.loop.linux {
    requires dev.pirn;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires jdk.net;

    provides LoopProvider with
            EpollLoopProvider,
            UringLoopProvider;
}
