package dev.pirn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Peers that are no Java and measure themselves. Each takes one argument: how many operations. */
enum MicroPeer {
    /** The loop of Python's library. */
    ASYNCIO,
    /** libuv under Python's asyncio. */
    UVLOOP,
    /** Python's greenlets and generators. */
    GREENLET,
    /** Go's goroutines, on one processor. */
    GO,
    /** Rust's tokio, on one thread. */
    TOKIO;

    String subject() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return its command, ready to run} */
    List<String> make(Workshop workshop) throws Absent, IOException {
        return switch (this) {
            case ASYNCIO -> with(workshop.python("micro_asyncio.py", "asyncio", "apt-get install python3"), "asyncio");
            case UVLOOP ->
                with(workshop.python("micro_asyncio.py", "uvloop", "apt-get install python3-uvloop"), "uvloop");
            case GREENLET -> workshop.python("micro_greenlet.py", "greenlet", "apt-get install python3-greenlet");
            case GO -> workshop.go("micro.go");
            case TOKIO -> workshop.rust("micro_tokio.rs");
        };
    }

    private static List<String> with(List<String> command, String argument) {
        List<String> more = new ArrayList<>(command);
        more.add(argument);
        return more;
    }
}
