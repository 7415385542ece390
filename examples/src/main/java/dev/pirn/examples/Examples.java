package dev.pirn.examples;

import java.util.List;

/** All programs, in the order of {@code docs/tour.md}. */
public final class Examples {

    private Examples() {}

    /** {@return all programs, in the order of the tour} */
    public static List<Example> all() {
        return List.of(
                new Example(
                        "greenlet", TwoGreenlets.class, "two functions hand each other the turn", TwoGreenlets::main),
                new Example("yield", Yielding.class, "a generator, and one that it delegates to", Yielding::main),
                new Example("hello", Hello.class, "two coroutines take turns while they wait", Hello::main),
                new Example(
                        "three-pictures",
                        ThreePictures.class,
                        "downloads, one after another and at once",
                        () -> ThreePictures.main("200")),
                new Example("event-loop", EventLoop.class, "what an event loop does, turned by hand", EventLoop::main),
                new Example("quick-start", QuickStart.class, "the smallest program", QuickStart::main),
                new Example("await-1", Await1.class, "a coroutine waits", Await1::main),
                new Example("await-2", Await2.class, "a coroutine calls what has to wait", Await2::main),
                new Example("await-3", Await3.class, "a coroutine waits twice, in order", Await3::main),
                new Example("task-1", Task1.class, "two tasks run at once", Task1::main),
                new Example(
                        "task-2", Task2.class, "named tasks, those that are done and those that are not", Task2::main),
                new Example("task-3", Task3.class, "work that is written down before there is a loop", Task3::main),
                new Example("future-1", Future1.class, "a promise that is never completed", Future1::main),
                new Example("future-2", Future2.class, "a promise that another task completes", Future2::main),
                new Example("thread-pool", PoolOfThreads.class, "a pool of threads, awaited", PoolOfThreads::main),
                new Example(
                        "process-pool",
                        PoolOfProcesses.class,
                        "a pool of processes, of which one dies",
                        PoolOfProcesses::main),
                new Example(
                        "cluster", Cluster.class, "functions on another member of a Hazelcast cluster", Cluster::main),
                new Example(
                        "blocking-module",
                        BlockingModule.class,
                        "a client that can only block, in coroutines",
                        BlockingModule::main),
                new Example(
                        "async-iterator",
                        AsyncIterator.class,
                        "an ordinary for over values to wait for",
                        AsyncIterator::main),
                new Example(
                        "async-context-manager",
                        AsyncContextManager.class,
                        "a try-with-resources whose close waits",
                        AsyncContextManager::main),
                new Example(
                        "tracing",
                        Tracing.class,
                        "OpenTelemetry's spans, in coroutines that take turns",
                        Tracing::main),
                new Example("uvloop", NativeLoops.class, "the same program on each loop backend", NativeLoops::main),
                new Example("console", LiveConsole.class, "a page that shows what the loop does", LiveConsole::main));
    }
}
