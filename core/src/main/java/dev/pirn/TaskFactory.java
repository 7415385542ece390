package dev.pirn;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Run: names and wraps every task of a loop before it is made: a spawned one, a run's main, a child of a group. It
 * can give the task another name and wrap what it does, for tracing, accounting, or a test that counts. Set with
 * {@link Runner.Builder#taskFactory} or {@link Loop#taskFactory}; the role of asyncio's {@code set_task_factory}.
 *
 * {@snippet file="dev/pirn/snippets/CoreSnippets.java" region="taskFactory"}
 */
@FunctionalInterface
public interface TaskFactory {

    /**
     * Decides what a task will be. Called on the thread that spawns, which for {@link Loop#spawn} is any; must not
     * suspend.
     *
     * @param asked what the spawner asks for
     * @return what the task is made of, often {@code asked} itself
     * @throws RuntimeException if there shall be no such task: the spawner gets an {@link IllegalStateException} with
     *     it as its cause, and nothing has started
     */
    Plan plan(Plan asked);

    /**
     * What a task will be.
     *
     * @param name its name; null for the name that unnamed tasks have
     * @param body what it does
     */
    record Plan(@Nullable String name, Body<? extends @Nullable Object, ?> body) {

        /** Checks that there is a body. */
        public Plan {
            Objects.requireNonNull(body, "body");
        }

        /** What a factory makes of what a spawner asks for; fails as {@link TaskFactory#plan} says. */
        static Plan of(TaskFactory factory, @Nullable String name, Block<?> body) {
            Plan asked = new Plan(name, TaskCore.body(body));
            try {
                return Objects.requireNonNull(factory.plan(asked), "the task factory answered null");
            } catch (RuntimeException e) {
                throw new IllegalStateException(
                        "the task factory refused " + (name == null ? "a task" : "the task " + name) + ": " + factory,
                        e);
            }
        }

        /**
         * {@return this with another name}
         *
         * @param newName the name
         */
        public Plan name(String newName) {
            return new Plan(Objects.requireNonNull(newName, "name"), body);
        }

        /**
         * {@return this with a body around the body}
         *
         * @param wrapper makes it; what it returns has to return what the body does, or what those who await the task
         *     expect
         */
        public Plan wrap(UnaryOperator<Body<? extends @Nullable Object, ?>> wrapper) {
            return new Plan(name, wrapper.apply(body));
        }
    }
}
