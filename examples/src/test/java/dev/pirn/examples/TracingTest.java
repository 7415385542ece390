package dev.pirn.examples;

import static dev.pirn.Async.gather;
import static dev.pirn.Async.spawn;
import static dev.pirn.Async.toThread;
import static dev.pirn.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.pirn.Body;
import dev.pirn.Loop;
import dev.pirn.Pirn;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenTelemetry's context goes with the coroutine, and nowhere else. */
class TracingTest {

    private static final ContextKey<String> KEY = ContextKey.named("test");

    @Test
    void eachSpanHasItsParent() {
        List<SpanData> spans = Tracing.spans();
        assertEquals(10, spans.size());
        for (String cloth : List.of("linen", "wool")) {
            assertNull(parent(spans, named(spans, "order of " + cloth)));
            assertEquals("order of " + cloth, parent(spans, named(spans, "look for " + cloth)));
            assertEquals("order of " + cloth, parent(spans, named(spans, "weave " + cloth)));
            assertEquals("order of " + cloth, parent(spans, named(spans, "bill for " + cloth)));
            assertEquals("bill for " + cloth, parent(spans, named(spans, "print " + cloth)));
        }
        assertNotEquals(
                named(spans, "order of linen").getTraceId(),
                named(spans, "order of wool").getTraceId());
    }

    private static SpanData named(List<SpanData> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span is named " + name + ": " + spans));
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "baton"})
    void coroutinesThatTakeTurnsDoNotSeeEachOthers(String engine) {
        run(engine, () -> gather(() -> keepsOver100Turns("a"), () -> keepsOver100Turns("b")));
    }

    private static boolean keepsOver100Turns(String value) {
        try (Scope _ = with(value)) {
            for (int i = 0; i < 100; i++) {
                yieldNow();
                assertEquals(value, seen());
            }
        }
        assertNull(seen());
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "baton"})
    void whatIsSpawnedInheritsAndKeepsToItself(String engine) {
        run(engine, () -> {
            try (Scope _ = with("parent")) {
                Promise<String> go = Loop.current().promise();
                Task<@Nullable String> child = spawn(() -> {
                    try (Scope _ = with("child")) {
                        go.await();
                    }
                    return seen();
                });
                yieldNow();
                assertEquals("parent", seen());
                go.complete("go");
                assertEquals("parent", child.await());
            }
            return null;
        });
    }

    @Test
    void aJobInAnotherThreadInherits() {
        Pirn.run(() -> {
            try (Scope _ = with("job")) {
                assertEquals("job", toThread(TracingTest::seen));
            }
            assertNull(toThread(TracingTest::seen));
        });
    }

    @Test
    void aCallbackInherits() {
        Pirn.run(() -> {
            Promise<@Nullable String> seen = Loop.current().promise();
            try (Scope _ = with("callback")) {
                Loop.current().callSoon(() -> seen.complete(seen()));
            }
            assertEquals("callback", seen.await());
        });
    }

    @Test
    void aScopeClosedInAnotherTaskDoesNothingThere() {
        Pirn.run(() -> {
            Scope opened = with("outer");
            Task<@Nullable String> other = spawn(() -> {
                try (Scope _ = with("other")) {
                    opened.close();
                    return seen();
                }
            });
            assertEquals("other", other.await());
            opened.close();
            assertNull(seen());
        });
    }

    @Test
    void outsideOfCoroutinesItIsTheThreads() throws InterruptedException {
        try (Scope _ = with("thread")) {
            assertEquals("thread", seen());
            Thread other = Thread.ofPlatform().start(() -> assertNull(seen()));
            other.join();
            assertNull(Pirn.<@Nullable String>run(TracingTest::seen));
            assertEquals("thread", seen());
        }
        assertNull(seen());
    }

    private static void run(String engine, Body<?, ?> main) {
        try (Runner runner = Runner.builder().coroutines(engine).build()) {
            runner.run(main);
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // by the caller
    private static Scope with(String value) {
        return Context.current().with(KEY, value).makeCurrent();
    }

    private static @Nullable String seen() {
        return Context.current().get(KEY);
    }

    private static @Nullable String parent(List<SpanData> spans, SpanData span) {
        return spans.stream()
                .filter(other -> other.getSpanId().equals(span.getParentSpanId()))
                .map(SpanData::getName)
                .findFirst()
                .orElse(null);
    }
}
