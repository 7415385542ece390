/**
 * The kit for tests that run on a loop: {@link dev.pirn.tck.LoopTest} runs a test method on every backend and coroutine
 * engine, a {@link dev.pirn.tck.LoopCase} hands it loops and finds what it left behind, and {@link
 * dev.pirn.tck.VirtualClock} makes waiting cost nothing.
 */
package dev.pirn.tck;
