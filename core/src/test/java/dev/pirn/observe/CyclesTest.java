package dev.pirn.observe;

import static dev.pirn.observe.Made.all;
import static dev.pirn.observe.Made.any;
import static dev.pirn.observe.Made.dump;
import static dev.pirn.observe.Made.loop;
import static dev.pirn.observe.Made.sleeping;
import static dev.pirn.observe.Made.task;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which tasks are told to wait for each other for ever. */
class CyclesTest {

    private static List<List<Long>> rings(TaskInfo... tasks) {
        return dump(tasks).cycles();
    }

    @Test
    void twoThatWaitForEachOther() {
        assertEquals(List.of(List.of(1L, 2L)), rings(task(1, "a", any("lock", 2)), task(2, "b", any("lock", 1))));
    }

    @Test
    void threeInARow() {
        assertEquals(
                List.of(List.of(1L, 3L, 2L)),
                rings(task(1, "a", any("task", 3)), task(2, "b", any("lock", 1)), task(3, "c", any("lock", 2))));
    }

    @Test
    void whoWaitsBehindARingIsNotInIt() {
        assertEquals(
                List.of(List.of(2L, 3L)),
                rings(task(1, "a", any("task", 2)), task(2, "b", any("lock", 3)), task(3, "c", any("lock", 2))));
    }

    @Test
    void whoWaitsForOneOfSeveralIsFreeIfOneIs() {
        assertEquals(
                List.of(),
                rings(task(1, "a", any("first", 2, 3)), task(2, "b", any("lock", 1)), task(3, "c", sleeping())));
    }

    @Test
    void whoNeedsAllIsStuckIfOneIs() {
        assertEquals(
                List.of(List.of(1L, 2L)),
                rings(task(1, "a", all("group", 2, 3)), task(2, "b", any("lock", 1)), task(3, "c", sleeping())));
    }

    @Test
    void whoWaitsForOneOfSeveralIsStuckIfAllAre() {
        assertEquals(
                1,
                rings(task(1, "a", any("first", 2, 3)), task(2, "b", any("lock", 1)), task(3, "c", any("lock", 2)))
                        .size());
    }

    @Test
    void somethingElseThatCanEndTheWaitOpensTheRing() {
        WaitInfo open = new WaitInfo("first", "a task or a promise", List.of(2L), false, true);
        assertEquals(List.of(), rings(task(1, "a", open), task(2, "b", any("lock", 1))));
    }

    @Test
    void aTaskThatIsNotInTheDumpCanAct() {
        assertEquals(List.of(), rings(task(1, "a", any("lock", 99)), task(2, "b", any("lock", 1, 98))));
    }

    @Test
    void aTaskThatWaitsForItself() {
        assertEquals(List.of(List.of(1L)), rings(task(1, "a", all("gather", 1))));
    }

    @Test
    void twoRingsAreTwo() {
        assertEquals(
                List.of(List.of(1L, 2L), List.of(3L, 4L)),
                rings(
                        task(1, "a", any("lock", 2)),
                        task(2, "b", any("lock", 1)),
                        task(3, "c", any("lock", 4)),
                        task(4, "d", any("lock", 3))));
    }

    @Test
    void overTwoLoops() {
        LoopInfo first = loop(1, task(1, "a", any("task", 2)));
        LoopInfo second = loop(2, task(2, "b", any("task", 1)));
        assertEquals(
                List.of(List.of(1L, 2L)),
                Dump.of(7, Instant.EPOCH, List.of(first, second)).cycles());
    }

    @Test
    void aRingOfAHundredThousandNeedsNoStack() {
        int count = 100_000;
        TaskInfo[] tasks = IntStream.range(0, count)
                .mapToObj(i -> task(i, "t", any("task", (i + 1) % count)))
                .toArray(TaskInfo[]::new);
        assertEquals(count, rings(tasks).getFirst().size());
    }
}
