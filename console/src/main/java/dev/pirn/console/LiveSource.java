package dev.pirn.console;

import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Pirn;
import dev.pirn.observe.Dump;
import dev.pirn.observe.Meter;
import dev.pirn.observe.Stall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/** The loops of this JVM. */
final class LiveSource implements Source {

    private final Map<Loop, Meter> meters = new HashMap<>();

    @Override
    public Dump dump(LongPredicate closer, Dump.Part... parts) {
        return Pirn.dump(closer, parts);
    }

    @Override
    public List<Stall> stalls() {
        return Pirn.stalls();
    }

    @Override
    public Map<Integer, Meter.Reading> readings() {
        List<Loop> loops = Pirn.loops();
        meters.entrySet().removeIf(entry -> isGone(entry, loops));
        loops.forEach(this::begin);
        Map<Integer, Meter.Reading> readings = new HashMap<>();
        meters.forEach((loop, meter) -> readings.put(loop.id(), meter.read()));
        return readings;
    }

    @Override
    public void rest() {
        meters.values().forEach(Meter::close);
        meters.clear();
    }

    private static boolean isGone(Map.Entry<Loop, Meter> entry, List<Loop> loops) {
        if (loops.contains(entry.getKey())) return false;
        entry.getValue().close();
        return true;
    }

    private void begin(Loop loop) {
        try {
            if (!meters.containsKey(loop)) meters.put(loop, loop.meter());
        } catch (LoopClosedException e) {
            // just now; the next dump has it no more
        }
    }
}
