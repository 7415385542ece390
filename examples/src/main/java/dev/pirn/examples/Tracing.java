package dev.pirn.examples;

import static dev.pirn.Async.gather;
import static dev.pirn.Async.sleep;
import static dev.pirn.Async.toThread;

import dev.pirn.Block;
import dev.pirn.Pirn;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Two orders are served at once, and OpenTelemetry knows which of them each step belongs to.
 * In Python: nothing to do, since OpenTelemetry keeps its context in a {@code ContextVar}, which is what a task-local
 * value is. What it teaches: what belongs to a request goes with it over awaits, into tasks and into threads.
 */
final class Tracing {

    private final Tracer tracer;

    private Tracing(Tracer tracer) {
        this.tracer = tracer;
    }

    static void main() {
        print(spans(), "0000000000000000", "");
    }

    /** {@return the spans of a run, in order of their start} */
    static List<SpanData> spans() {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build()) {
            Tracing tracing = new Tracing(provider.get("orders"));
            Pirn.run(() -> gather(() -> tracing.order("linen"), () -> tracing.order("wool")));
            return exporter.getFinishedSpanItems().stream()
                    .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                    .toList();
        }
    }

    private boolean order(String cloth) throws Exception {
        return span("order of " + cloth, () -> {
            span("look for " + cloth, () -> sleep(Duration.ofMillis(20))); // the other order goes on meanwhile
            gather(() -> span("weave " + cloth, () -> sleep(Duration.ofMillis(40))), () -> bill(cloth)); // two tasks
        });
    }

    private boolean bill(String cloth) throws Exception {
        sleep(Duration.ofMillis(20));
        return span("bill for " + cloth, () -> toThread(() -> span("print " + cloth, () -> {}))); // another thread
    }

    private boolean span(String name, Block<Exception> work) throws Exception {
        Span span = tracer.spanBuilder(name).startSpan(); // its parent is the current span
        try (Scope _ = span.makeCurrent()) {
            work.run();
            return true;
        } finally {
            span.end();
        }
    }

    private static void print(List<SpanData> spans, String parent, String indent) {
        for (SpanData span : spans) {
            if (!span.getParentSpanId().equals(parent)) continue;
            System.out.println(indent + span.getName());
            print(spans, span.getSpanId(), indent + "  ");
        }
    }
}
