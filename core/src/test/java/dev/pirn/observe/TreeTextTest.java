package dev.pirn.observe;

import static dev.pirn.observe.Made.all;
import static dev.pirn.observe.Made.any;
import static dev.pirn.observe.Made.child;
import static dev.pirn.observe.Made.dump;
import static dev.pirn.observe.Made.sleeping;
import static dev.pirn.observe.Made.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page for people. */
class TreeTextTest {

    @Test
    void theWholePage() {
        Dump dump = dump(
                task(10, "main", all("task", 11)),
                task(11, "owner", all("group", 12, 13)),
                child(12, "alice", 11L, any("lock", 13)),
                child(13, "bob", 11L, any("lock", 12)),
                task(14, "task-14", sleeping()));
        assertEquals("""
            process 7, 1 loop, 5 tasks, 1970-01-01T00:00:00Z

            DEADLOCK: 2 tasks wait for each other and for nothing else
              alice #12 waits for lock of somebody, and so for bob #13
              bob #13 waits for lock of somebody, and so for alice #12

            loop 1 "main" (nio, coroutines: loop): turning, 12 turns, 0 ready, 1 timer, 2 pending I/O, 5 tasks
            ├─ main #10: waits 1.0 s for task of all, age 2.0 s
            │  └─ owner #11: waits 1.0 s for group of all, age 2.0 s
            │     ├─ alice #12 DEADLOCK: waits 1.0 s for lock of somebody, age 2.0 s; awaited by bob #13
            │     └─ bob #13 DEADLOCK: waits 1.0 s for lock of somebody, age 2.0 s; awaited by alice #12
            └─ task-14: waits 1.0 s for sleep: 5 s to go, age 2.0 s
            """, dump.text());
    }

    @Test
    void manyThatLookAlikeAreCounted() {
        TaskInfo[] tasks = IntStream.rangeClosed(1, 100_000)
                .mapToObj(i -> task(i, "task-" + i, sleeping()))
                .toArray(TaskInfo[]::new);
        String text = dump(tasks).text();
        assertEquals(5, text.lines().count());
        assertTrue(text.endsWith("└─ … and 99,999 more like it: waiting for sleep\n"), text);
    }

    @Test
    void manyThatLookDifferentAreCutOff() {
        TaskInfo[] tasks = IntStream.rangeClosed(1, 1000)
                .mapToObj(i -> task(i, "x".repeat(i), sleeping()))
                .toArray(TaskInfo[]::new);
        String text = dump(tasks).text();
        assertTrue(text.endsWith("└─ … and 950 others\n"), text);
    }

    @Test
    void aDeepChainIsCutOff() {
        TaskInfo[] tasks = IntStream.rangeClosed(1, 10_000)
                .mapToObj(i -> task(i, "link", i == 10_000 ? sleeping() : all("task", i + 1)))
                .toArray(TaskInfo[]::new);
        String text = dump(tasks).text();
        assertTrue(text.endsWith("└─ … 9,960 tasks deeper\n"), text);
    }

    @Test
    void aSharedTaskStandsUnderItsFirstAwaiter() {
        String text = dump(
                        task(1, "shared", sleeping()),
                        task(2, "first", all("task", 1)),
                        task(3, "second", all("task", 1)))
                .text();
        assertTrue(
                text.contains("│  └─ shared #1: waits 1.0 s for sleep: 5 s to go, age 2.0 s; awaited by second #3"),
                text);
    }
}
