/**
 * Control flow that needs no loop and can use one: generators, greenlets, and the bridge between generators and
 * reactive publishers.
 *
 * <p>Inside: generators and greenlets run on a {@code Strand}, a stack that can be left and entered again, of which
 * there are three kinds. The place of the first entry decides. In a coroutine it is a {@link dev.pirn.SideStack}; on a
 * platform thread the JDK's bare continuation, where the JVM was given the flag for it; else a virtual thread that
 * control is handed to and fro.
 */
package dev.pirn.flow;
