/**
 * Child processes: {@link dev.pirn.process.Subprocess} starts programs and shell lines, coroutines read and write their
 * pipes, wait for their end and signal them, without blocking the loop and without a thread for each.
 */
package dev.pirn.process;
