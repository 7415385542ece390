package dev.pirn.attach;

import dev.pirn.Loop;
import dev.pirn.observe.Meter.Reading;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a loop did between two readings, as JSON. */
final class LoopShare {

    private LoopShare() {}

    static Map<String, Object> json(Loop loop, @Nullable Reading earlier, Reading later) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", loop.id());
        json.put("name", loop.name());
        json.put("backend", loop.backend());
        json.put("coroutines", loop.coroutines());
        json.put("nanos", later.nanos() - (earlier == null ? 0 : earlier.nanos()));
        json.put("turns", later.turns() - (earlier == null ? 0 : earlier.turns()));
        json.put("steps", later.steps() - (earlier == null ? 0 : earlier.steps()));
        json.put("foreignWakeups", later.foreignWakeups() - (earlier == null ? 0 : earlier.foreignWakeups()));
        putTimes(json, earlier, later);
        json.put("readyDepth", later.readyDepth());
        json.put("tasks", later.taskCount());
        json.put("timers", later.timers());
        json.put("openSockets", later.openSockets());
        return json;
    }

    private static void putTimes(Map<String, Object> json, @Nullable Reading earlier, Reading later) {
        json.put("pollNanos", later.pollNanos() - (earlier == null ? 0 : earlier.pollNanos()));
        json.put("busyNanos", later.busyNanos() - (earlier == null ? 0 : earlier.busyNanos()));
        json.put("callbackNanos", later.callbackNanos() - (earlier == null ? 0 : earlier.callbackNanos()));
        json.put("endedNanos", later.endedNanos() - (earlier == null ? 0 : earlier.endedNanos()));
        json.put("stepP50Nanos", later.stepP50Nanos());
        json.put("stepP99Nanos", later.stepP99Nanos());
        json.put("stepNanos", later.stepNanos());
    }
}
