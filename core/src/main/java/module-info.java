import dev.pirn.observe.ConsoleProvider;
import dev.pirn.spi.LoopProvider;
import org.jspecify.annotations.NullMarked;

/**
 * The event loop, its coroutines and streams, and the seam for I/O backends.
 *
 * <p>Pirn opens nothing and asks for no flag. With {@code --add-opens java.base/java.lang=ALL-UNNAMED} (or {@code
 * =dev.pirn} where Pirn is on the module path) coroutines are scheduled by the loop itself; without it they are
 * handed a baton, which is slower.
 */
@NullMarked
@SuppressWarnings("module") // what stands on the loop and is named here is not there when this is compiled
module dev.pirn {
    requires static transitive org.jspecify;
    // Names who holds a lock that holds a loop; and beans, for those who ask for them.
    requires static java.management;
    // Gets events, where it is there.
    requires static jdk.jfr;
    // Reached by reflection, and only for signals: sun.misc.Signal.
    requires static jdk.unsupported;

    exports dev.pirn;
    exports dev.pirn.attach;
    // Closes what was dropped, and reports it.
    exports dev.pirn.leak to
            dev.pirn.file,
            dev.pirn.process;
    exports dev.pirn.net;
    exports dev.pirn.observe;
    exports dev.pirn.spi;
    exports dev.pirn.sync;
    exports dev.pirn.text to
            dev.pirn.cli;

    uses ConsoleProvider;
    uses LoopProvider;
}
