package dev.pirn.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of a dump; the form is described at {@link Dump#json}. One task after the other is turned into a map, when it is written. */
final class DumpJson {

    private static final int VERSION = 1;

    private DumpJson() {}

    /** {@return the dump as maps, lists, streams and their like, of which the JSON is made; for one use} */
    static Map<String, Object> of(Dump dump) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("pid", dump.pid());
        json.put("taken", dump.taken());
        json.put("loops", dump.loops().stream().map(DumpJson::json));
        json.put("cycles", dump.cycles());
        return json;
    }

    private static Map<String, Object> json(LoopInfo loop) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", loop.id());
        json.put("name", loop.name());
        json.put("backend", loop.backend());
        json.put("coroutines", loop.coroutines());
        json.put("state", loop.state());
        json.put("turns", loop.turns());
        json.put("ready", loop.ready());
        json.put("timers", loop.timers());
        json.put("pendingIo", loop.pendingIo());
        json.put("thread", loop.thread());
        json.put("stack", loop.stack());
        json.put("tasks", loop.tasks().stream().map(DumpJson::json));
        return json;
    }

    private static Map<String, Object> json(TaskInfo task) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", task.id());
        json.put("name", task.name());
        json.put("state", task.state());
        json.put("cancelling", task.isCancelling());
        json.put("ageMillis", task.ageMillis());
        json.put("stateMillis", task.stateMillis());
        json.put("group", task.group());
        json.put("waitsFor", json(task.waitsFor()));
        json.put("stack", task.stack());
        json.put("locals", task.locals());
        return json;
    }

    private static @Nullable Map<String, Object> json(@Nullable WaitInfo wait) {
        if (wait == null) return null;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", wait.kind());
        json.put("what", wait.what());
        json.put("tasks", wait.tasks());
        json.put("needsAll", wait.needsAll());
        json.put("others", wait.others());
        return json;
    }
}
