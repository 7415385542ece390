/**
 * The event loop, and the coroutines, tasks and scopes that run on it.
 *
 * <p>Start at {@link dev.pirn.Pirn}, which runs one coroutine and what it spawns, and at {@link dev.pirn.Async},
 * whose functions coroutines call. {@link dev.pirn.Runner} is for more control, {@link dev.pirn.Loop} for callbacks,
 * timers and other threads, {@link dev.pirn.TaskGroup} and {@link dev.pirn.CancelScope} for what belongs together.
 *
 * <p>Coroutines suspend by blocking. Callbacks run on the bare loop thread and must neither block nor suspend.
 *
 * <p><b>The map.</b> The first word of a class's documentation names the group that it belongs to. The ways into
 * each, public classes first:
 *
 * <table>
 * <caption>The groups</caption>
 * <tr><th>group</th><th>what it does</th><th>begin reading at</th></tr>
 * <tr><td>Run</td><td>decides what runs next, runs it, and knows what is alive: loop, turn, timers, tasks and their
 *     coroutines</td><td>{@link dev.pirn.Loop}, {@link dev.pirn.Task}; {@code RunLoop}, {@code TaskCore}, {@code
 *     LoopEngine}</td></tr>
 * <tr><td>Wait</td><td>suspends a coroutine until something is done, and completes it</td><td>{@link
 * dev.pirn.Future}, {@link dev.pirn.Parker}; {@code FutureCore}</td></tr>
 * <tr><td>Cancel</td><td>ends work before its time: scopes, time limits, groups that end together</td><td>{@link
 *     dev.pirn.CancelScope}, {@link dev.pirn.TaskGroup}</td></tr>
 * <tr><td>Bridge</td><td>connects the loop with threads, executors, futures of the JDK and other loops</td><td>{@link
 *     dev.pirn.GuestRun}; {@code Jobs}, {@code Bridges}, {@code ForeignWaiter}</td></tr>
 * <tr><td>Signal</td><td>handles the signals of the operating system on a loop</td><td>{@link dev.pirn.Signals}; {@code
 *     SignalTable}</td></tr>
 * <tr><td>Observe</td><td>shows what a loop does; what needs only its views is in {@code dev.pirn.watch}, which does
 * not know this package</td><td>{@link dev.pirn.Instrument}; {@code DumpTaker}, {@code ObservedTurn}</td></tr>
 * </table>
 */
package dev.pirn;
