import dev.pirn.loop.nio.NioLoopProvider;
import dev.pirn.spi.LoopProvider;
import org.jspecify.annotations.NullMarked;

/** The I/O backend {@code nio}: a JDK selector. It is found by its service and exports nothing. */
@NullMarked
module dev.pirn.loop.nio {
    requires dev.pirn;

    provides LoopProvider with
            NioLoopProvider;
}
