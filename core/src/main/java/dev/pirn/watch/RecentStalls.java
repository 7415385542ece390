package dev.pirn.watch;

import dev.pirn.observe.Stall;
import java.util.ArrayDeque;
import java.util.List;

/** The last stalls of all loops, of which there may be many. Written by the watchdog, read by any thread. */
final class RecentStalls {

    private static final int MOST = 100;

    private final ArrayDeque<Stall> stalls = new ArrayDeque<>();

    synchronized void add(Stall stall) {
        if (stalls.size() == MOST) stalls.removeFirst();
        stalls.addLast(stall);
    }

    /** Puts a later look at a stall in the place of an earlier one, if that is still there. */
    synchronized void replace(Stall earlier, Stall later) {
        List<Stall> all = List.copyOf(stalls);
        stalls.clear();
        for (Stall stall : all) stalls.addLast(stall == earlier ? later : stall);
    }

    synchronized List<Stall> toList() {
        return List.copyOf(stalls);
    }
}
