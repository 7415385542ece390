/**
 * How tools in another process look at the loops of this JVM: they let the JVM load a tiny agent, which calls {@link
 * dev.pirn.attach.Attached}. Nothing here runs, and nothing is open, before a tool connects.
 */
@NullMarked
package dev.pirn.attach;

import org.jspecify.annotations.NullMarked;
