package dev.pirn.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.TaskInfo.State;
import dev.pirn.observe.WaitInfo;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TaskTableTest {

    private final MadeUp program = new MadeUp();
    private final TaskTable table = new TaskTable(100);

    @Test
    void whoKnowsNothingIsToldAll() {
        update(MadeUp.sleepers(3));
        assertFalse(table.knows(0));
        assertEquals(List.of(1L, 2L, 3L), changedSince(0));
        assertEquals(List.of(), table.endedSince(0));
    }

    @Test
    void whatIsAsItWasIsNotToldAgain() {
        long version = update(MadeUp.sleepers(3));
        program.now = MadeUp.NOW.plusMillis(60); // ages, which nobody knows more exactly
        update(MadeUp.sleepers(3));
        assertTrue(table.knows(version));
        assertEquals(List.of(), changedSince(version));
    }

    @Test
    void whatChangedIs() {
        long version = update(MadeUp.sleepers(3));
        List<TaskInfo> tasks = MadeUp.sleepers(3);
        tasks.set(1, MadeUp.task(2, State.READY, null));
        update(tasks);
        assertEquals(List.of(2L), changedSince(version));
        assertEquals(List.of(), changedSince(table.version()));
    }

    /** It ran between the looks, so it is in the same state, but not since the same time. */
    @Test
    void whatRanMeanwhileHasChanged() {
        long version = update(MadeUp.sleepers(2));
        program.now = MadeUp.NOW.plusSeconds(5);
        TaskInfo asleep = MadeUp.sleepers(1).getFirst();
        update(List.of(
                new TaskInfo(
                        1,
                        asleep.name(),
                        asleep.state(),
                        false,
                        15_000,
                        10_000,
                        null,
                        asleep.waitsFor(),
                        List.of(),
                        Map.of()),
                new TaskInfo(
                        2,
                        "task-2",
                        asleep.state(),
                        false,
                        15_000,
                        100,
                        null,
                        asleep.waitsFor(),
                        List.of(),
                        Map.of())));
        assertEquals(List.of(2L), changedSince(version));
    }

    @Test
    void howLongSleepersHaveToSleepIsFollowedWhileTheyAreFew() {
        long few = update(MadeUp.sleepers(2));
        update(MadeUp.sleepers(2).stream().map(TaskTableTest::later).toList());
        assertTrue(table.tellsTime());
        assertEquals(List.of(1L, 2L), changedSince(few));

        long many = update(MadeUp.sleepers(5_001));
        update(MadeUp.sleepers(5_001).stream().map(TaskTableTest::later).toList());
        assertFalse(table.tellsTime());
        assertEquals(List.of(), changedSince(many));
    }

    private static TaskInfo later(TaskInfo task) {
        return MadeUp.task(task.id(), State.WAITING, new WaitInfo("sleep", "59 min", List.of(), true, true));
    }

    @Test
    void whatEndedIsToldOnceToEach() {
        long version = update(MadeUp.sleepers(3));
        update(MadeUp.sleepers(1));
        assertEquals(
                List.of(2L, 3L), table.endedSince(version).stream().sorted().toList());
        assertEquals(List.of(), table.endedSince(table.version()));
    }

    @Test
    void whoMissedMoreEndsThanAreRememberedIsToldAll() {
        long version = update(LongStream.rangeClosed(1, 200_001)
                .mapToObj(id -> MadeUp.task(id, State.READY, null))
                .toList());
        update(List.of());
        long later = table.version();
        assertFalse(table.knows(version));
        update(List.of());
        assertTrue(table.knows(later));
    }

    @Test
    void aVersionOfAnotherConsoleIsNotKnown() {
        update(List.of());
        assertFalse(table.knows(100));
        assertFalse(table.knows(102));
        assertTrue(table.knows(101));
    }

    private long update(List<TaskInfo> tasks) {
        program.tasks = tasks;
        table.update(program.dump());
        return table.version();
    }

    private List<Long> changedSince(long version) {
        return table.changedSince(version).stream()
                .map(entry -> entry.task().id())
                .sorted()
                .toList();
    }
}
