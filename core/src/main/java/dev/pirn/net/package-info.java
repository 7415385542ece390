/**
 * TCP: streams that coroutines read and write as if they blocked, servers, and the callback layer (protocols and
 * transports) beside them.
 *
 * <p>Start at {@link dev.pirn.net.Tcp}. Everything here is confined to the loop on which it was made: it is used by
 * that loop's coroutines and callbacks only, and needs no lock.
 */
package dev.pirn.net;
