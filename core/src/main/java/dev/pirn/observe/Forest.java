package dev.pirn.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a dump as trees: a child of a group stands under the task that owns the group, a task that is awaited
 * under the first that awaits it, in the same loop. Where that goes round in a ring, it is opened at the first of the
 * ring.
 */
final class Forest {

    /** Waits of which one may say that what is awaited belongs to the waiter. */
    private static final Set<String> OWNING = Set.of("task", "shield", "gather", "first", "group", "start");

    /** A task in its tree. */
    static final class Node {
        final TaskInfo task;
        final LoopInfo loop;
        final List<Node> children = new ArrayList<>(0);
        final List<Node> awaiters = new ArrayList<>(0);

        @Nullable
        Node parent;

        /** Equal for nodes that look the same, with all that is below them. */
        int shape;

        /** How many tasks it is, with all that is below. */
        int size = 1;

        Node(TaskInfo task, LoopInfo loop) {
            this.task = task;
            this.loop = loop;
        }
    }

    private final Map<Long, Node> nodes = new HashMap<>();
    private final IdentityHashMap<LoopInfo, List<Node>> roots =
            new IdentityHashMap<>(); // a loop has all its tasks in its hash code
    private final Map<List<Object>, Integer> shapes = new HashMap<>();
    private final Set<Long> stuck;

    Forest(Dump dump) {
        stuck = dump.cycles().stream().flatMap(List::stream).collect(Collectors.toSet());
        List<Node> all = new ArrayList<>();
        for (LoopInfo loop : dump.loops()) {
            for (TaskInfo task : loop.tasks()) all.add(new Node(task, loop));
        }
        for (Node node : all) nodes.put(node.task.id(), node);
        all.forEach(this::tellAwaited);
        all.forEach(node -> node.parent = parent(node));
        openRings(all);
        for (Node node : all) siblings(node).add(node);
        shape(all);
    }

    List<Node> roots(LoopInfo loop) {
        return roots.getOrDefault(loop, List.of());
    }

    @Nullable
    Node node(long id) {
        return nodes.get(id);
    }

    /** {@return whether it is in a ring} */
    boolean isStuck(Node node) {
        return stuck.contains(node.task.id());
    }

    private void tellAwaited(Node waiter) {
        WaitInfo wait = waiter.task.waitsFor();
        if (wait == null) return;
        for (long id : wait.tasks()) {
            Node awaited = nodes.get(id);
            if (awaited != null) awaited.awaiters.add(waiter);
        }
    }

    private @Nullable Node parent(Node node) {
        Long group = node.task.group();
        Node owner = group == null ? null : nodes.get(group);
        if (owner != null && owner.loop == node.loop) return owner;
        for (Node waiter : node.awaiters) {
            WaitInfo wait = waiter.task.waitsFor();
            if (wait != null && OWNING.contains(wait.kind()) && waiter.loop == node.loop) return waiter;
        }
        return null;
    }

    private static void openRings(List<Node> all) {
        Set<Node> known = new HashSet<>();
        for (Node start : all) {
            Set<Node> way = new HashSet<>();
            for (Node at = start; at != null && known.add(at); at = at.parent) {
                way.add(at);
                if (at.parent != null && way.contains(at.parent)) {
                    at.parent.parent = null;
                    break;
                }
            }
        }
    }

    private List<Node> siblings(Node node) {
        return node.parent != null ? node.parent.children : roots.computeIfAbsent(node.loop, _ -> new ArrayList<>());
    }

    // shapes, from the leaves up

    private void shape(List<Node> all) {
        List<Node> downwards = new ArrayList<>(all.size());
        for (List<Node> trees : roots.values()) downwards.addAll(trees);
        for (int i = 0; i < downwards.size(); i++) downwards.addAll(downwards.get(i).children);
        for (Node node : downwards.reversed()) {
            for (Node child : node.children) node.size += child.size;
            node.shape = shapes.computeIfAbsent(look(node), _ -> shapes.size());
        }
    }

    private List<Object> look(Node node) {
        TaskInfo task = node.task;
        if (isStuck(node)) return List.of(task.id()); // each is worth a line
        WaitInfo wait = task.waitsFor();
        return List.of(
                withoutDigits(task.name()),
                task.state(),
                task.isCancelling(),
                wait == null ? "" : wait.kind(),
                node.children.isEmpty() ? Set.of() : below(node));
    }

    private static Set<Integer> below(Node node) {
        return node.children.stream().map(child -> child.shape).collect(Collectors.toSet());
    }

    /** Names that differ only in their numbers are those of the same kind of task. */
    private static String withoutDigits(String name) {
        StringBuilder rest = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') rest.append(c);
        }
        return rest.toString();
    }
}
