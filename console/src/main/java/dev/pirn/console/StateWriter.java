package dev.pirn.console;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.Meter;
import dev.pirn.observe.Stall;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.WaitInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is new as the page reads it ({@code model.js}). A task is an array, since there may be very many: number,
 * loop, name, state, whether it is cancelling, made and since when in milliseconds since the epoch, group, the task it
 * stands under; and if it waits: kind, what, whether it needs all, tasks.
 */
final class StateWriter {

    static final JsonFactory JSON = new JsonFactory();

    /** A wait for more tasks than that is cut: nobody reads on, and one that changes would be sent as a whole. */
    private static final int MOST_AWAITED = 50;

    private static final int BUSIEST = 20;

    private final JsonGenerator json;

    private StateWriter(JsonGenerator json) {
        this.json = json;
    }

    static void write(Changes changes, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
            new StateWriter(json).write(changes);
        }
    }

    private void write(Changes changes) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", changes.version());
        json.writeBooleanField("whole", changes.isWhole());
        json.writeNumberField("next", changes.nextMillis());
        json.writeNumberField("pid", changes.dump().pid());
        json.writeNumberField("taken", changes.dump().taken().toEpochMilli());
        json.writeArrayFieldStart("loops");
        for (LoopInfo loop : changes.dump().loops())
            write(loop, changes.readings().get(loop.id()));
        json.writeEndArray();
        json.writeArrayFieldStart("cycles");
        for (List<Long> cycle : changes.dump().cycles()) writeNumbers(cycle);
        json.writeEndArray();
        json.writeArrayFieldStart("stalls");
        for (Stall stall : changes.stalls()) write(stall);
        json.writeEndArray();
        json.writeArrayFieldStart("tasks");
        for (TaskEntry entry : changes.tasks()) write(entry, changes.tellsTime());
        json.writeEndArray();
        json.writeFieldName("ended");
        writeNumbers(changes.ended());
        json.writeEndObject();
    }

    private void write(LoopInfo loop, Meter.@Nullable Reading reading) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", loop.id());
        json.writeStringField("name", loop.name());
        json.writeStringField("backend", loop.backend());
        json.writeStringField("coroutines", loop.coroutines());
        json.writeStringField("state", loop.state().name());
        json.writeStringField("thread", loop.thread());
        json.writeNumberField("turns", loop.turns());
        json.writeNumberField("ready", loop.ready());
        json.writeNumberField("timers", loop.timers());
        json.writeNumberField("tasks", loop.tasks().size());
        writeStack(json, loop.stack());
        if (reading != null) write(reading);
        json.writeEndObject();
    }

    private void write(Meter.Reading reading) throws IOException {
        json.writeObjectFieldStart("measured");
        json.writeNumberField("nanos", reading.nanos());
        json.writeNumberField("turns", reading.turns());
        json.writeNumberField("pollNanos", reading.pollNanos());
        json.writeNumberField("busyNanos", reading.busyNanos());
        json.writeNumberField("ready", reading.readyDepth());
        json.writeNumberField("timers", reading.timers());
        json.writeNumberField("sockets", reading.openSockets());
        json.writeNumberField("stepP50", reading.stepP50Nanos());
        json.writeNumberField("stepP99", reading.stepP99Nanos());
        json.writeNumberField("step", reading.stepNanos());
        json.writeArrayFieldStart("busiest");
        for (Map.Entry<Long, Meter.TaskReading> task : busiest(reading)) write(task.getKey(), task.getValue());
        json.writeEndArray();
        json.writeEndObject();
    }

    private static List<Map.Entry<Long, Meter.TaskReading>> busiest(Meter.Reading reading) {
        return reading.tasks().entrySet().stream()
                .sorted(Comparator.comparingLong(task -> -task.getValue().busyNanos()))
                .limit(BUSIEST)
                .toList();
    }

    private void write(long id, Meter.TaskReading task) throws IOException {
        json.writeStartArray();
        json.writeNumber(id);
        json.writeNumber(task.busyNanos());
        json.writeNumber(task.steps());
        json.writeEndArray();
    }

    private void write(TaskEntry entry, boolean tellsTime) throws IOException {
        TaskInfo task = entry.task();
        json.writeStartArray();
        json.writeNumber(task.id());
        json.writeNumber(entry.loop());
        json.writeString(task.name());
        json.writeString(task.state().name());
        json.writeNumber(task.isCancelling() ? 1 : 0);
        json.writeNumber(entry.bornMillis());
        json.writeNumber(entry.sinceMillis());
        writeNumberOrNull(task.group());
        writeNumberOrNull(entry.parent());
        if (task.waitsFor() != null) writeElements(task.waitsFor(), tellsTime);
        json.writeEndArray();
    }

    private void writeElements(WaitInfo wait, boolean tellsTime) throws IOException {
        json.writeString(wait.kind());
        json.writeString(tellsTime || !wait.kind().equals("sleep") ? wait.what() : "time to pass");
        json.writeNumber(wait.needsAll() ? 1 : 0);
        writeNumbers(wait.tasks().subList(0, Math.min(wait.tasks().size(), MOST_AWAITED)));
    }

    private void writeNumbers(List<Long> numbers) throws IOException {
        json.writeStartArray();
        for (long number : numbers) json.writeNumber(number);
        json.writeEndArray();
    }

    private void writeNumberOrNull(@Nullable Long number) throws IOException {
        if (number == null) json.writeNull();
        else json.writeNumber(number);
    }

    private void write(Stall stall) throws IOException {
        json.writeStartObject();
        json.writeNumberField("loopId", stall.loopId());
        json.writeStringField("loop", stall.loop());
        json.writeStringField("holder", stall.holder());
        json.writeStringField("why", stall.why());
        json.writeNumberField("millis", stall.millis());
        json.writeBooleanField("over", stall.isOver());
        json.writeNumberField("when", stall.when().toEpochMilli());
        json.writeStringField(
                "culprit", stall.culprit() == null ? null : stall.culprit().toString());
        writeStack(json, stall.stack());
        json.writeEndObject();
    }

    static void writeStack(JsonGenerator json, List<StackTraceElement> stack) throws IOException {
        json.writeArrayFieldStart("stack");
        for (StackTraceElement frame : stack) json.writeString(frame.toString());
        json.writeEndArray();
    }
}
