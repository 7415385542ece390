package dev.pirn.attach;

import dev.pirn.Pirn;
import dev.pirn.observe.Stall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stalls that the watchdog has seen, as JSON. */
final class Stalls {

    private static final int STALLS = 10;

    private Stalls() {}

    /** {@return the last ones, oldest first} */
    static List<Object> last() {
        List<Stall> all = Pirn.stalls();
        List<Object> json = new ArrayList<>();
        for (Stall stall : all.subList(Math.max(0, all.size() - STALLS), all.size())) json.add(json(stall));
        return json;
    }

    private static Map<String, Object> json(Stall stall) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("loopId", stall.loopId());
        json.put("loop", stall.loop());
        json.put("holder", stall.holder());
        json.put("reason", stall.reason());
        json.put("why", stall.why());
        json.put("millis", stall.millis());
        json.put("cpuMillis", stall.cpuMillis());
        json.put("over", stall.isOver());
        json.put("culprit", stall.culprit());
        json.put("when", stall.when());
        json.put("stack", stall.stack());
        return json;
    }
}
