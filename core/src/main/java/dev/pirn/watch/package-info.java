/**
 * What observes a loop from outside: the watchdog with its stalls, debug mode's slow steps, meters, and the loop's
 * bean. Not exported.
 *
 * <p>It sees loops and tasks through {@link dev.pirn.watch.LoopView} and {@link dev.pirn.watch.TaskView}, which the
 * scheduler implements; it knows nothing else of {@code dev.pirn}.
 */
package dev.pirn.watch;
