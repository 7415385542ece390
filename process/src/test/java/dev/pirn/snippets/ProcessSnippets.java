package dev.pirn.snippets;

import dev.pirn.process.Subprocess;
import java.io.IOException;

/** The examples of the documentation of child processes, so that they compile. */
final class ProcessSnippets {

    private ProcessSnippets() {}

    static void run() throws IOException {
        // @start region="run"
        String head = Subprocess.exec("git", "rev-parse", "HEAD")
                .run()
                .requireSuccess()
                .text();
        System.out.println(head);

        try (Subprocess sort = Subprocess.exec("sort").start()) {
            sort.stdin().write("weft\nwarp\n");
            sort.stdin().close();
            for (String line : sort.stdout().lines()) System.out.println(line);
            System.out.println(sort.awaitExit());
        }
        // @end
    }
}
