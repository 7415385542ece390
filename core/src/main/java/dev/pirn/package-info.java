/**
 * The event loop, and the coroutines, tasks and scopes that run on it.
 *
 * <p>Start at {@link dev.pirn.Pirn}, which runs one coroutine and what it spawns, and at {@link dev.pirn.Async}, whose
 * functions coroutines call. {@link dev.pirn.Runner} is for more control, {@link dev.pirn.Loop} for callbacks, timers and
 * other threads, {@link dev.pirn.TaskGroup} and {@link dev.pirn.CancelScope} for what belongs together.
 *
 * <p>Coroutines suspend by blocking. Callbacks run on the bare loop thread and must neither block nor suspend.
 */
package dev.pirn;
