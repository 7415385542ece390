/** What coroutines see of process pools, on every backend and coroutine engine. */
package dev.pirn.tck.pool;
