package dev.pirn.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.TaskInfo;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a console answers, by name. */
final class Answers {

    private static final Pattern ARGUMENT = Pattern.compile("(?:since|id)=(-?\\d{1,18})");

    private final Source source;
    private final Sampler sampler;

    Answers(Source source, Sampler sampler) {
        this.source = source;
        this.sampler = sampler;
    }

    /**
     * {@return the answer; null if there is nothing of that name}
     *
     * @param name what is asked for
     * @param query the query of the address
     * @throws IllegalArgumentException if the query is not what it should be
     */
    @Nullable
    Content find(String name, @Nullable String query) throws IOException {
        return switch (name) {
            case "state" -> state(query == null ? 0 : number(query));
            case "task" -> task(number(String.valueOf(query)));
            case "dump.json" -> json(source.dump(Dump.Part.STACKS));
            case "dump.txt" ->
                Content.of(Content.TEXT, source.dump(Dump.Part.STACKS).text().getBytes(UTF_8));
            default -> Resources.find(name);
        };
    }

    private static Content json(Dump dump) {
        return new Content(Content.JSON, out -> {
            try (Writer writer = new OutputStreamWriter(out, UTF_8)) {
                dump.writeJson(writer);
            }
        });
    }

    private Content state(long since) {
        Changes changes = sampler.changesSince(since);
        return new Content(Content.JSON, out -> StateWriter.write(changes, out));
    }

    private @Nullable Content task(long id) {
        Dump dump = source.dump(other -> other == id, Dump.Part.STACKS, Dump.Part.LOCALS);
        for (LoopInfo loop : dump.loops())
            for (TaskInfo task : loop.tasks())
                if (task.id() == id) return new Content(Content.JSON, out -> TaskWriter.write(task, out));
        return null;
    }

    private static long number(String query) {
        Matcher argument = ARGUMENT.matcher(query);
        if (!argument.matches()) throw new IllegalArgumentException("not a query of this console: " + query);
        return Long.parseLong(argument.group(1));
    }
}
