/**
 * Functions that run in child JVMs: {@link dev.pirn.pool.ProcessPool}, an {@link java.util.concurrent.ExecutorService}
 * for crash isolation, memory limits and native code. It needs no loop.
 */
package dev.pirn.pool;
