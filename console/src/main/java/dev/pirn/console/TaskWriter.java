package dev.pirn.console;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.pirn.observe.TaskInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/** Writes of a task what the page does not have yet: its stack and its task-local values. */
final class TaskWriter {

    private TaskWriter() {}

    static void write(TaskInfo task, OutputStream out) throws IOException {
        try (JsonGenerator json = StateWriter.JSON.createGenerator(out, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeNumberField("id", task.id());
            StateWriter.writeStack(json, task.stack());
            json.writeObjectFieldStart("locals");
            for (Map.Entry<String, String> local : new TreeMap<>(task.locals()).entrySet())
                json.writeStringField(local.getKey(), local.getValue());
            json.writeEndObject();
            json.writeEndObject();
        }
    }
}
