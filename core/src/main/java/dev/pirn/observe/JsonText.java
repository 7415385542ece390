package dev.pirn.observe;

import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a dump as JSON; the form is told at {@link Dump#json}. */
final class JsonText {

    private static final int VERSION = 1;

    private final StringBuilder out = new StringBuilder(1024);

    String dump(Dump dump) {
        out.append('{');
        number("version", VERSION);
        number("pid", dump.pid());
        string("taken", dump.taken().toString());
        list("loops", dump.loops(), this::loop);
        list("cycles", dump.cycles(), ring -> items(ring, out::append));
        out.append('}');
        return out.toString();
    }

    private void loop(LoopInfo loop) {
        out.append('{');
        number("id", loop.id());
        string("name", loop.name());
        string("backend", loop.backend());
        string("coroutines", loop.coroutines());
        string("state", loop.state().name());
        number("turns", loop.turns());
        number("ready", loop.ready());
        number("timers", loop.timers());
        number("pendingIo", loop.pendingIo());
        string("thread", loop.thread());
        list("stack", loop.stack(), frame -> quote(frame.toString()));
        list("tasks", loop.tasks(), this::task);
        out.append('}');
    }

    private void task(TaskInfo task) {
        out.append('{');
        number("id", task.id());
        string("name", task.name());
        string("state", task.state().name());
        member("cancelling").append(task.isCancelling());
        number("ageMillis", task.ageMillis());
        number("stateMillis", task.stateMillis());
        member("group").append(task.group());
        member("waitsFor");
        wait(task.waitsFor());
        list("stack", task.stack(), frame -> quote(frame.toString()));
        member("locals").append('{');
        for (Map.Entry<String, String> local : task.locals().entrySet()) string(local.getKey(), local.getValue());
        out.append("}}");
    }

    private void wait(@Nullable Wait wait) {
        if (wait == null) {
            out.append("null");
            return;
        }
        out.append('{');
        string("kind", wait.kind());
        string("what", wait.what());
        list("tasks", wait.tasks(), out::append);
        member("needsAll").append(wait.needsAll());
        member("others").append(wait.others());
        out.append('}');
    }

    // parts of JSON

    private StringBuilder member(String name) {
        if (out.charAt(out.length() - 1) != '{') out.append(',');
        quote(name);
        return out.append(':');
    }

    private void number(String name, long value) {
        member(name).append(value);
    }

    private void string(String name, @Nullable String value) {
        member(name);
        if (value == null) out.append("null");
        else quote(value);
    }

    private <T> void list(String name, Collection<T> items, Consumer<? super T> writer) {
        member(name);
        items(items, writer);
    }

    private <T> void items(Collection<T> items, Consumer<? super T> writer) {
        out.append('[');
        boolean first = true;
        for (T item : items) {
            if (!first) out.append(',');
            first = false;
            writer.accept(item);
        }
        out.append(']');
    }

    /** Half a surrogate pair is no character, and cannot be sent as UTF-8: it is escaped like a control character. */
    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> plain(text, i, c);
            }
        }
        out.append('"');
    }

    private void plain(String text, int at, char c) {
        if (c < ' ' || c == 0x7f || c == '\u2028' || c == '\u2029' || isLoneSurrogate(text, at))
            out.append(String.format("\\u%04x", (int) c));
        else out.append(c);
    }

    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c))
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
