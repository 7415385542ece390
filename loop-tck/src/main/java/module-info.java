import dev.pirn.spi.LoopProvider;
import org.jspecify.annotations.NullMarked;

/**
 * The conformance suite of I/O backends, and the kit for testing code that runs on a loop. Open, because JUnit looks
 * into the suite's classes.
 */
@NullMarked
open module dev.pirn.tck {
    requires transitive dev.pirn;
    requires dev.pirn.file;
    requires java.logging;
    requires java.net.http;
    requires jdk.jfr;
    requires jdk.management;
    requires transitive org.junit.jupiter.api;

    exports dev.pirn.junit;
    exports dev.pirn.tck;
    exports dev.pirn.tck.driver;
    exports dev.pirn.tck.file;
    exports dev.pirn.tck.guest;
    exports dev.pirn.tck.net;
    exports dev.pirn.tck.observe;
    exports dev.pirn.tck.scheduling;
    exports dev.pirn.tck.sync;

    uses dev.pirn.tck.KnownDifferences;
    uses LoopProvider;
}
