/**
 * What coroutines of one loop share: locks, queues, channels.
 *
 * <p>To exclude and to wait: {@link dev.pirn.sync.Lock}, {@link dev.pirn.sync.Condition}, {@link
 * dev.pirn.sync.Event}, {@link dev.pirn.sync.Semaphore}, {@link dev.pirn.sync.CapacityLimiter}, {@link
 * dev.pirn.sync.Barrier}. To slow down: {@link dev.pirn.sync.RateLimiter}, {@link dev.pirn.sync.Retry}. To hand over:
 * {@link dev.pirn.sync.Queue}, {@link dev.pirn.sync.Channel}, {@link dev.pirn.sync.Broadcast}.
 *
 * <p>All of them keep these rules:
 *
 * <ul>
 *   <li><b>Fair.</b> The longest waiter is served first. What is released goes straight to it, so no task that
 *       comes later can take it.
 *   <li><b>A cancelled wait did not happen.</b> It leaves its place in the line and loses no permit, item or signal.
 *       What was given to a waiting coroutine before the cancel is kept: its wait returns, and its next await throws.
 *   <li><b>An operation that need not wait does not suspend</b>, but is an {@linkplain dev.pirn.Async#checkpoint await}
 *       all the same: it throws in a cancelled scope, and after 128 in a row the others get a turn. Methods that begin
 *       with {@code try}, end with {@code Now}, or give something back (release, set, close) never suspend; they also
 *       serve callbacks.
 *   <li><b>Confined to one loop</b>, the first that uses it; after that loop was closed, another may begin. Use from
 *       another loop or thread is an {@link java.lang.IllegalStateException}, always and not only in debug mode. While
 *       its loop is not running, any thread may use what does not suspend, one at a time.
 * </ul>
 *
 * <p>Threads that must share something with a loop use {@link dev.pirn.Loop} and {@link dev.pirn.Promise}, or
 * {@code java.util.concurrent}: blocking in a coroutine blocks only that coroutine.
 */
package dev.pirn.sync;
