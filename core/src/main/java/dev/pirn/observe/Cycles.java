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
 * left is stuck; the rings are the strongly connected parts of that (R. E. Tarjan, "Depth-first search and linear graph
 * algorithms", SIAM J. Comput. 1, 1972). One cycle is reported of each part, a shortest through its first task. Linear
 * and without recursion.
 */
final class Cycles {

    private final List<TaskInfo> tasks = new ArrayList<>();
    private final Map<Long, Integer> indexes = new HashMap<>();

    private static final int[] NONE = {};

    /** What each task waits for, by index; none where something else can end the wait. */
    private final int[][] targets;

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
        boolean someoneCanAct = known.length < wait.tasks().size();
        return someoneCanAct && !wait.needsAll() ? NONE : known;
    }

    // who is stuck

    private void markStuck() {
        int[] left = new int[targets.length];
        ArrayDeque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < targets.length; i++) {
            stuck[i] = targets[i].length > 0;
            if (!stuck[i]) free.add(i);
            else left[i] = needsAll(i) ? targets[i].length : 1;
        }
        int[][] waiters = reversed();
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
        int[] parts = new Parts(targets, stuck).parts();
        boolean[] reported = new boolean[targets.length + 1];
        for (int i = 0; i < targets.length; i++) {
            if (!stuck[i] || reported[parts[i]]) continue;
            List<Long> ring = ringThrough(i, parts);
            if (ring.isEmpty()) continue;
            reported[parts[i]] = true;
            rings.add(ring);
        }
        return rings;
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

    /** Tarjan's search: numbers the strongly connected parts. */
    private static final class Parts {

        private final int[][] targets;
        private final boolean[] within;
        private final int[] order;
        private final int[] lowest;
        private final int[] part;
        private final int[] nextEdge;
        private final ArrayDeque<Integer> open = new ArrayDeque<>();
        private final ArrayDeque<Integer> path = new ArrayDeque<>();
        private int seen;
        private int count;

        Parts(int[][] targets, boolean[] within) {
            this.targets = targets;
            this.within = within;
            int size = targets.length;
            order = new int[size];
            lowest = new int[size];
            part = new int[size];
            nextEdge = new int[size];
        }

        /** The number of each node's part, from 1; 0 outside. */
        int[] parts() {
            for (int i = 0; i < part.length; i++) {
                if (within[i] && order[i] == 0) searchFrom(i);
            }
            return part;
        }

        private void searchFrom(int root) {
            enter(root);
            while (!path.isEmpty()) {
                int at = path.peek();
                int[] edges = targets[at];
                if (nextEdge[at] == edges.length) leave(at);
                else follow(at, edges[nextEdge[at]++]);
            }
        }

        private void enter(int node) {
            order[node] = lowest[node] = ++seen;
            path.push(node);
            open.push(node);
        }

        private void follow(int from, int to) {
            if (!within[to] || part[to] != 0) return;
            if (order[to] == 0) enter(to);
            else lowest[from] = Math.min(lowest[from], order[to]);
        }

        private void leave(int node) {
            path.pop();
            Integer below = path.peek();
            if (below != null) lowest[below] = Math.min(lowest[below], lowest[node]);
            if (lowest[node] != order[node]) return;
            count++;
            int member;
            do {
                member = open.pop();
                part[member] = count;
            } while (member != node);
        }
    }
}
