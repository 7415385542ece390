package dev.pirn.examples;

import dev.pirn.Loop;
import dev.pirn.TaskLocal;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.ContextStorageProvider;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Where OpenTelemetry keeps the current context: in a task-local value. So a context goes with its coroutine over every
 * await, is inherited by what that spawns and by its jobs in other threads, and is not seen by the others on the same
 * loop. A thread that knows no such value uses OpenTelemetry's own storage, a thread-local.
 *
 * <p>OpenTelemetry finds it as a service.
 */
public final class TaskContexts implements ContextStorageProvider, ContextStorage {

    private static final TaskLocal<@Nullable Context> CONTEXT = TaskLocal.withDefault(null);

    private final ContextStorage ofThreads = ContextStorage.defaultStorage();

    /** Makes the storage; OpenTelemetry does. */
    public TaskContexts() {}

    @Override
    public ContextStorage get() {
        return this;
    }

    @Override
    public @Nullable Context current() {
        Context ofTask = CONTEXT.get();
        return ofTask != null ? ofTask : ofThreads.current();
    }

    @Override
    public Scope attach(Context context) {
        Context before = CONTEXT.get();
        if (before == null && Loop.currentOrNull() == null) return ofThreads.attach(context);
        CONTEXT.set(context);
        return () -> detach(context, before);
    }

    /** A scope that is closed in another task than it was opened in does nothing there. */
    private static void detach(Context context, @Nullable Context before) {
        if (CONTEXT.get() == context) CONTEXT.set(before);
    }
}
