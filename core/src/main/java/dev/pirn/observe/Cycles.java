package dev.pirn.observe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cycles of tasks that cannot end. First what can go on is taken out, beginning with what waits for no task
 * in particular: a task that needs all it waits for can go on when all of these can, another one when any can. What is
 * left is stuck; the rings are the strongly connected parts of that (S. R. Kosaraju's two searches, in M. Sharir, "A
 * strong-connectivity algorithm and its applications in data flow analysis", Comput. Math. Appl. 7, 1981). One cycle is
 * reported of each part, a shortest through its first task. Linear and without recursion.
 */
final class Cycles {

    private final List<TaskInfo> tasks = new ArrayList<>();
    private final Map<Long, Integer> indexes = new HashMap<>();

    private static final int[] NONE = {};

    /** What each task waits for, by index; none where something else can end the wait. */
    private final int[][] targets;

    /** The other way round: what waits for each task. */
    private final int[][] waiters;

    private final boolean[] stuck;

    private Cycles(List<LoopInfo> loops) {
        for (LoopInfo loop : loops) {
            for (TaskInfo task : loop.tasks()) {
                indexes.put(task.id(), tasks.size());
                tasks.add(task);
            }
        }
        targets = new int[tasks.size()][];
        stuck = new boolean[tasks.size()];
        for (int i = 0; i < targets.length; i++)
            targets[i] = targets(tasks.get(i).waitsFor());
        waiters = reversed();
    }

    static List<List<Long>> in(List<LoopInfo> loops) {
        Cycles search = new Cycles(loops);
        search.markStuck();
        return search.rings();
    }

    /** A task that is not in the dump has ended, or began after it: it can act. */
    private int[] targets(@Nullable WaitInfo wait) {
        if (wait == null || wait.tasks().isEmpty()) return NONE;
        if (wait.others() && !wait.needsAll()) return NONE;
        int[] known = wait.tasks().stream()
                .filter(indexes::containsKey)
                .mapToInt(indexes::get)
                .toArray();
        boolean anotherCanAct = known.length < wait.tasks().size();
        return anotherCanAct && !wait.needsAll() ? NONE : known;
    }

    // what is stuck

    private void markStuck() {
        int[] left = new int[targets.length];
        ArrayDeque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < targets.length; i++) {
            stuck[i] = targets[i].length > 0;
            if (!stuck[i]) free.add(i);
            else left[i] = needsAll(i) ? targets[i].length : 1;
        }
        while (!free.isEmpty()) {
            for (int waiter : waiters[free.remove()]) {
                if (!stuck[waiter] || --left[waiter] > 0) continue;
                stuck[waiter] = false;
                free.add(waiter);
            }
        }
    }

    private boolean needsAll(int index) {
        WaitInfo wait = tasks.get(index).waitsFor();
        return wait != null && wait.needsAll();
    }

    private int[][] reversed() {
        int[] counts = new int[targets.length];
        for (int[] edges : targets) {
            for (int to : edges) counts[to]++;
        }
        int[][] waiters = new int[targets.length][];
        Arrays.setAll(waiters, i -> new int[counts[i]]);
        for (int from = 0; from < targets.length; from++) {
            for (int to : targets[from]) waiters[to][--counts[to]] = from;
        }
        return waiters;
    }

    // the rings among them

    private List<List<Long>> rings() {
        List<List<Long>> rings = new ArrayList<>();
        int[] parts = parts();
        boolean[] reported = new boolean[targets.length];
        for (int i = 0; i < targets.length; i++) {
            if (!stuck[i] || reported[parts[i]]) continue;
            List<Long> ring = ringThrough(i, parts);
            if (ring.isEmpty()) continue;
            reported[parts[i]] = true;
            rings.add(ring);
        }
        return rings;
    }

    /** The part of each task that is stuck, by the number of one of its members. */
    private int[] parts() {
        int[] parts = new int[targets.length];
        Arrays.fill(parts, -1);
        for (int root : inOrderOfEnd().reversed()) {
            if (parts[root] >= 0) continue;
            parts[root] = root;
            ArrayDeque<Integer> next = new ArrayDeque<>(List.of(root));
            while (!next.isEmpty()) {
                for (int waiter : waiters[next.remove()]) {
                    if (!stuck[waiter] || parts[waiter] >= 0) continue;
                    parts[waiter] = root;
                    next.add(waiter);
                }
            }
        }
        return parts;
    }

    /** The tasks that are stuck, each after those that a search in depth finds from it. */
    private List<Integer> inOrderOfEnd() {
        List<Integer> ended = new ArrayList<>();
        boolean[] seen = new boolean[targets.length];
        int[] nextEdge = new int[targets.length];
        ArrayDeque<Integer> path = new ArrayDeque<>();
        for (int root = 0; root < targets.length; root++) {
            if (stuck[root] && !seen[root]) path.push(root);
            while (!path.isEmpty()) {
                int at = path.peek();
                seen[at] = true;
                if (nextEdge[at] == targets[at].length) {
                    ended.add(path.pop());
                    continue;
                }
                int to = targets[at][nextEdge[at]++];
                if (stuck[to] && !seen[to]) path.push(to);
            }
        }
        return ended;
    }

    /** A shortest way from a task back to itself within its part; none if it is a part by itself. */
    private List<Long> ringThrough(int start, int[] parts) {
        Map<Integer, Integer> cameFrom = new HashMap<>();
        ArrayDeque<Integer> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            int at = next.remove();
            for (int to : targets[at]) {
                if (to == start) return path(start, at, cameFrom);
                if (parts[to] != parts[start] || !stuck[to] || cameFrom.putIfAbsent(to, at) != null) continue;
                next.add(to);
            }
        }
        return List.of();
    }

    private List<Long> path(int start, int end, Map<Integer, Integer> cameFrom) {
        ArrayDeque<Long> path = new ArrayDeque<>();
        for (Integer at = end; at != null && at != start; at = cameFrom.get(at))
            path.addFirst(tasks.get(at).id());
        path.addFirst(tasks.get(start).id());
        return List.copyOf(path);
    }
}
