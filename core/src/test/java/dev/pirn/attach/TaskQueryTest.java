package dev.pirn.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pirn.observe.Dump;
import dev.pirn.observe.LoopInfo;
import dev.pirn.observe.TaskInfo;
import dev.pirn.observe.TaskInfo.State;
import dev.pirn.observe.WaitInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks are chosen before they are told. */
class TaskQueryTest {

    private static final WaitInfo SLEEP = new WaitInfo("sleep", "1 h", List.of(), true, true);

    private static final Dump DUMP = new Dump(
            4711,
            Instant.EPOCH,
            List.of(
                    loop(1, task(1, "main", State.WAITING, 90, 10), task(2, "b handler", State.READY, 80, 70)),
                    loop(2, task(3, "A Handler", State.WAITING, 95, 20))),
            List.of(List.of(1L, 3L)));

    private static LoopInfo loop(int id, TaskInfo... tasks) {
        return new LoopInfo(
                id,
                "loop-" + id,
                "epoll",
                "loop",
                LoopInfo.State.TURNING,
                7,
                0,
                0,
                0,
                "main",
                List.of(),
                List.of(tasks));
    }

    private static TaskInfo task(long id, String name, State state, long age, long since) {
        return new TaskInfo(id, name, state, false, age, since, null, SLEEP, List.of(), Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "list id 0 any,               1 2 3",
        "list name 0 any,             2 1 3",
        "list state 0 any,            2 1 3",
        "list age 0 any,              1 2 3",
        "list since 0 any,            2 1 3",
        "list since 1 any,            2 3",
        "list id 0 waiting,           1 3",
        "list id 0 any HANDLER,       2 3",
        "list id 0 any b handler,     2",
        "list id 0 foreign,           ''"
    })
    void tasksOfEachLoopAreChosenAndOrdered(String request, String ids) {
        List<String> chosen = query(request).reduce(DUMP).tasks().keySet().stream()
                .map(String::valueOf)
                .toList();
        assertEquals(ids, String.join(" ", chosen));
    }

    @Test
    void loopsAndRingsAreToldWhateverIsChosen() {
        Dump reduced = query("chosen id 0 foreign").reduce(DUMP);
        assertEquals(DUMP.cycles(), reduced.cycles());
        assertEquals(
                List.of(7L, 7L), reduced.loops().stream().map(LoopInfo::turns).toList());
    }

    private static Object first(Map<?, ?> object, String field) {
        return ((List<?>) Objects.requireNonNull(object.get(field), field)).getFirst();
    }

    @Test
    void whatIsNotShownIsCounted() {
        Map<String, Object> list = Summary.list(DUMP, query("list id 1 any"));
        Map<?, ?> loop = (Map<?, ?>) first(list, "loops");
        assertEquals(2, loop.get("tasks"));
        assertEquals(2, loop.get("matching"));
        Map<?, ?> task = (Map<?, ?>) first(loop, "chosen");
        assertEquals("main", task.get("name"));
        assertEquals("sleep: 1 h", task.get("waitsFor"));
        assertEquals(2, ((List<?>) first(list, "cycles")).size());
    }

    @Test
    void whatIsNoQueryIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> query("list id 1"));
        assertThrows(IllegalArgumentException.class, () -> query("list size 1 any"));
        assertThrows(IllegalArgumentException.class, () -> query("list id many any"));
    }

    private static TaskQuery query(String request) {
        return TaskQuery.of(request.split(" ", -1));
    }
}
