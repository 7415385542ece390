package dev.pirn.snippets;

import static dev.pirn.Async.await;

import dev.pirn.pool.ProcessPool;
import java.nio.file.Files;
import java.nio.file.Path;

/** The examples of the documentation of process pools, so that they compile. */
final class PoolSnippets {

    private PoolSnippets() {}

    static void submit(String file) {
        // @start region="submit"
        try (ProcessPool pool = ProcessPool.builder().workers(4).build()) {
            long size = await(pool.submit(() -> Files.size(Path.of(file)))); // outside of coroutines submit(…).get()
            System.out.println(size);
        }
        // @end
    }
}
