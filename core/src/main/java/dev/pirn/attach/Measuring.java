package dev.pirn.attach;

import dev.pirn.Loop;
import dev.pirn.LoopClosedException;
import dev.pirn.Pirn;
import dev.pirn.observe.Meter;
import dev.pirn.observe.Meter.Reading;
import dev.pirn.observe.Meter.TaskReading;
import dev.pirn.observe.Stall;
import dev.pirn.observe.TaskInfo;
import dev.pirn.text.JsonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The meters of one session: of every loop that there is, from the first request. Confined to its thread. */
final class Measuring implements AutoCloseable {

    private static final int STALLS = 10;
    private static final Reading NOTHING = new Reading(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    private final Map<Loop, Metered> all = new HashMap<>();

    /** A loop, and what was read of it last. */
    private static final class Metered {
        final Meter meter;
        Reading last = NOTHING;

        Metered(Meter meter) {
            this.meter = meter;
        }
    }

    /** {@return what happened since this was asked before} */
    Map<String, Object> read(Request request) {
        List<Loop> loops = Pirn.loops();
        forgetAllBut(loops);
        List<Object> loopJson = new ArrayList<>();
        List<TaskShare> tasks = new ArrayList<>();
        for (Loop loop : loops) {
            Metered metered = metered(loop);
            if (metered != null) loopJson.add(read(loop, metered, request, tasks));
        }
        tasks.sort(request.order());
        List<Stall> stalls = Pirn.stalls();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("loops", loopJson);
        json.put("stalls", stalls.subList(Math.max(0, stalls.size() - STALLS), stalls.size()));
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

    private static Object read(Loop loop, Metered metered, Request request, List<TaskShare> tasks) {
        Reading now = metered.meter.read();
        Reading last = metered.last;
        metered.last = now;
        long nanos = now.nanos() - last.nanos();
        now.tasks().forEach((id, reading) -> {
            if (!request.wants(reading.name())) return;
            TaskReading before = last.tasks().getOrDefault(id, TaskShare.NOTHING);
            tasks.add(TaskShare.between(loop.id(), id, before, reading, nanos));
        });
        return json(loop, last, now);
    }

    /** What a loop did between two readings. */
    private static Map<String, @Nullable Object> json(Loop loop, Reading earlier, Reading later) {
        Map<String, @Nullable Object> json = JsonText.members(later);
        json.put("id", loop.id());
        json.put("name", loop.name());
        json.put("backend", loop.backend());
        json.put("coroutines", loop.coroutines());
        json.put("nanos", later.nanos() - earlier.nanos());
        json.put("turns", later.turns() - earlier.turns());
        json.put("steps", later.steps() - earlier.steps());
        json.put("foreignWakeups", later.foreignWakeups() - earlier.foreignWakeups());
        json.put("pollNanos", later.pollNanos() - earlier.pollNanos());
        json.put("busyNanos", later.busyNanos() - earlier.busyNanos());
        json.put("callbackNanos", later.callbackNanos() - earlier.callbackNanos());
        json.put("endedNanos", later.endedNanos() - earlier.endedNanos());
        json.put("tasks", json.remove("taskCount"));
        return json;
    }

    @Override
    public void close() {
        for (Metered metered : all.values()) metered.meter.close();
        all.clear();
    }

    /**
     * Which tasks are wanted of a measurement.
     *
     * @param order those that lead by this come first
     * @param limit so many at most
     * @param filter only those whose names contain this, in whatever case
     */
    record Request(Comparator<TaskShare> order, int limit, String filter) {

        /** Reads {@code measure ORDER LIMIT [FILTER]}; the filter may contain blanks. */
        static Request of(String[] words) {
            if (words.length < 3) throw new IllegalArgumentException("measure ORDER LIMIT [FILTER]");
            String filter = String.join(" ", Arrays.asList(words).subList(3, words.length));
            return new Request(order(words[1]), Integer.parseInt(words[2]), filter.toLowerCase(Locale.ROOT));
        }

        private static Comparator<TaskShare> order(String word) {
            Comparator<TaskShare> byName = Comparator.comparing(share -> share.did.name());
            return switch (word) {
                case "busy" -> descending(Comparator.comparingLong(TaskReading::busyNanos));
                case "scheduled" -> descending(Comparator.comparingLong(TaskReading::scheduledNanos));
                case "waiting" -> descending(Comparator.comparingLong(TaskReading::waitingNanos));
                case "steps" -> descending(Comparator.comparingLong(TaskReading::steps));
                case "wakeups" -> descending(Comparator.comparingLong(TaskReading::foreignWakeups));
                case "name" -> byName.thenComparingLong(TaskShare::id);
                default -> throw new IllegalArgumentException("no such order: " + word);
            };
        }

        private static Comparator<TaskShare> descending(Comparator<TaskReading> order) {
            return Comparator.comparing(TaskShare::did, order.reversed()).thenComparingLong(TaskShare::id);
        }

        boolean wants(String name) {
            return filter.isEmpty() || name.toLowerCase(Locale.ROOT).contains(filter);
        }
    }

    /** What a task did between two readings. */
    record TaskShare(int loop, long id, TaskReading did) {

        static final TaskReading NOTHING = new TaskReading("", TaskInfo.State.READY, 0, 0, 0, 0, 0);

        /** @param nanos between the readings; a task that was met late brings the time before */
        static TaskShare between(int loop, long id, TaskReading earlier, TaskReading later, long nanos) {
            TaskReading did = new TaskReading(
                    later.name(),
                    later.state(),
                    later.steps() - earlier.steps(),
                    Math.clamp(later.busyNanos() - earlier.busyNanos(), 0, nanos),
                    Math.clamp(later.scheduledNanos() - earlier.scheduledNanos(), 0, nanos),
                    Math.clamp(later.waitingNanos() - earlier.waitingNanos(), 0, nanos),
                    later.foreignWakeups() - earlier.foreignWakeups());
            return new TaskShare(loop, id, did);
        }

        Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = JsonText.members(did);
            json.put("loop", loop);
            json.put("id", id);
            return json;
        }
    }
}
