package dev.pirn.bench;

import java.util.concurrent.TimeUnit;

/** Ends processes that this one has started: each by its handle, and whatever happens. */
final class Children {

    private static final int PATIENCE_SECONDS = 5;

    private Children() {}

    /** Lets no child outlive this process, however it ends (Ctrl-C runs the hook as well). To be called once. */
    static void endWithThisProcess() {
        Runtime.getRuntime().addShutdownHook(new Thread(Children::endAll, "pirn-bench-children"));
    }

    /** Kills all that this process has started, and what they have. */
    static void endAll() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills a process and waits until it is gone, so that what follows has its core. */
    static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // who interrupts does not want to wait
        }
    }
}
