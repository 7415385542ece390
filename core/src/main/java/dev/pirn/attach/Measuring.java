package dev.pirn.attach;

import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Pirn;
import dev.pirn.observe.Meter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The meters of one session: of every loop that there is, from the first request. Confined to its thread. */
final class Measuring implements AutoCloseable {

    private final Map<Loop, Metered> all = new HashMap<>();

    /** A loop, and what was read of it last. */
    private static final class Metered {
        final Meter meter;
        Meter.@Nullable Reading last;

        Metered(Meter meter) {
            this.meter = meter;
        }
    }

    /** {@return what happened since this was asked before} */
    Map<String, Object> read(MeasureRequest request) {
        List<Loop> loops = Pirn.loops();
        forgetAllBut(loops);
        List<Object> loopJson = new ArrayList<>();
        List<TaskShare> tasks = new ArrayList<>();
        for (Loop loop : loops) {
            Metered metered = metered(loop);
            if (metered != null) loopJson.add(read(loop, metered, request, tasks));
        }
        tasks.sort(request.order());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("loops", loopJson);
        json.put("stalls", Stalls.last());
        json.put("matching", tasks.size());
        json.put(
                "tasks",
                tasks.stream().limit(request.limit()).map(TaskShare::json).toList());
        return json;
    }

    private void forgetAllBut(List<Loop> loops) {
        all.entrySet().removeIf(entry -> {
            boolean isGone = !loops.contains(entry.getKey());
            if (isGone) entry.getValue().meter.close();
            return isGone;
        });
    }

    private @Nullable Metered metered(Loop loop) {
        try {
            return all.computeIfAbsent(loop, made -> new Metered(made.meter()));
        } catch (LoopClosedException e) {
            return null; // just now
        }
    }

    private static Map<String, Object> read(Loop loop, Metered metered, MeasureRequest request, List<TaskShare> tasks) {
        Meter.Reading now = metered.meter.read();
        Meter.Reading last = metered.last;
        metered.last = now;
        long nanos = now.nanos() - (last == null ? 0 : last.nanos());
        now.tasks().forEach((id, reading) -> {
            if (request.wants(reading.name())) tasks.add(share(loop, id, last, reading, nanos));
        });
        return LoopShare.json(loop, last, now);
    }

    private static TaskShare share(
            Loop loop, long id, Meter.@Nullable Reading last, Meter.TaskReading reading, long nanos) {
        Meter.TaskReading earlier = last == null ? null : last.tasks().get(id);
        return earlier == null
                ? TaskShare.first(loop.id(), id, reading, nanos)
                : TaskShare.between(loop.id(), id, earlier, reading, nanos);
    }

    @Override
    public void close() {
        for (Metered metered : all.values()) metered.meter.close();
        all.clear();
    }
}
