package dev.pirn.tck.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.Async;
import dev.pirn.Block;
import dev.pirn.Body;
import dev.pirn.CancelScope;
import dev.pirn.Future;
import dev.pirn.Loop;
import dev.pirn.Promise;
import dev.pirn.Runner;
import dev.pirn.Task;
import dev.pirn.TaskGroup;
import dev.pirn.tck.LoopCase;
import dev.pirn.tck.LoopTest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.function.Executable;

/** Null where nothing may be null is an error of the call that gets it, which names the parameter. */
@SuppressWarnings({"NullAway", "DataFlowIssue"}) // what this is about
class NullsTck {

    private static final Duration NO_LIMIT = null;
    private static final Collection<Future<Object>> NO_FUTURES = null;
    private static final Future<Object> NO_FUTURE = null;
    private static final Body<Object, RuntimeException> NO_BODY = null;
    private static final Block<RuntimeException> NO_BLOCK = null;
    private static final String NO_TEXT = null;
    private static final Callable<Object> NO_FUNCTION = null;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static void assertNames(String parameter, Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }

    @LoopTest
    void theFunctionsNameIt(LoopCase loops) {
        loops.runVirtual(() -> {
            Body<Object, RuntimeException> body = () -> 1;
            Collection<Future<Object>> futures = List.of(Async.spawn(body));
            Future<Object> future = futures.iterator().next();
            assertNames("duration", () -> Async.sleep(NO_LIMIT));
            assertNames("futures", () -> Async.gather(NO_FUTURES));
            assertNames("futures", () -> Async.gatherSettled(NO_FUTURES));
            assertNames("futures", () -> Async.waitAll(NO_FUTURES));
            assertNames("futures", () -> Async.waitAll(LIMIT, NO_FUTURES));
            assertNames("limit", () -> Async.waitAll(NO_LIMIT, futures));
            assertNames("futures", () -> Async.waitFirst(NO_FUTURES));
            assertNames("limit", () -> Async.waitFirst(NO_LIMIT, futures));
            assertNames("futures", () -> Async.waitFirstFailure(NO_FUTURES));
            assertNames("limit", () -> Async.waitFirstFailure(NO_LIMIT, futures));
            assertNames("futures", () -> Async.asCompleted(NO_FUTURES));
            assertNames("limit", () -> Async.asCompleted(NO_LIMIT, futures));
            assertNames("limit", () -> Async.waitFor(NO_LIMIT, future));
            assertNames("future", () -> Async.waitFor(LIMIT, NO_FUTURE));
            assertNames("future", () -> Async.shield(NO_FUTURE));
            assertNames("future", () -> Async.await((Future<?>) null));
            assertNames("future", () -> Async.await((CompletableFuture<?>) null));
            assertNames("body", () -> Async.shielded(NO_BODY));
            assertNames("body", () -> Async.shielded(NO_BLOCK));
            assertNames("limit", () -> Async.timeout(NO_LIMIT, body));
            assertNames("body", () -> Async.timeout(LIMIT, NO_BODY));
            assertNames("body", () -> Async.timeout(LIMIT, NO_BLOCK));
            assertNames("body", () -> Async.timeoutAt(0, NO_BODY));
            assertNames("function", () -> Async.toThread(NO_FUNCTION));
            assertNames("function", () -> Async.toThreadOrAbandon(NO_FUNCTION));
            assertNames("function", () -> Async.runInExecutor(null, NO_FUNCTION));
            assertNames("body", () -> Async.spawn(NO_BODY));
            assertNames("name", () -> Async.spawn(NO_TEXT, body));
            assertNames("stage", () -> Async.wrap(null));
        });
    }

    @LoopTest
    void soDoTheObjects(LoopCase loops) {
        loops.runVirtual(() -> {
            Promise<Object> promise = Loop.current().promise();
            assertNames("failure", () -> promise.fail(null));
            assertNames("reason", () -> promise.cancel(NO_TEXT));
            assertNames("purpose", () -> promise.describedBy(null));
            assertNames("callback", () -> promise.onDone((Consumer<Future<Object>>) null));
            assertNames("type", () -> promise.await((Class<Exception>) null));
            assertNames("unit", () -> promise.get(1, (TimeUnit) null));
            Task<?> task = Async.spawn(() -> 1);
            assertNames("reason", () -> task.cancel(NO_TEXT));
            assertNames("newName", () -> task.name(null));
            CancelScope scope = new CancelScope();
            assertNames("timeout", () -> CancelScope.ofTimeout(NO_LIMIT));
            assertNames("why", () -> scope.cancel(NO_TEXT));
            assertNames("body", () -> scope.run(NO_BLOCK));
            assertNames("body", () -> scope.call(NO_BODY));
            assertNames("body", () -> TaskGroup.run(null));
            assertNames("body", () -> TaskGroup.call(null));
            TaskGroup.run(group -> {
                assertNames("reason", () -> group.cancel(null));
                assertNames("body", () -> group.spawn(NO_BODY));
                assertNames("name", () -> group.spawn(NO_TEXT, NO_BODY));
                assertNames("child", () -> group.start(null));
            });
            assertNames("delay", () -> Loop.current().callLater(NO_LIMIT, () -> {}));
            assertNames("callback", () -> Loop.current().callLater(LIMIT, null));
            assertNames("threshold", () -> Runner.builder().stall(NO_LIMIT));
            assertNames("threshold", () -> Runner.builder().slowStep(NO_LIMIT));
            assertNames("patience", () -> Runner.builder().poolPatience(NO_LIMIT));
        });
    }
}
