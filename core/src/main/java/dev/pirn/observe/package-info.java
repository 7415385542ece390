/**
 * What loops are doing, for people and tools: the tree of tasks with what each waits for ({@link
 * dev.pirn.observe.Dump}). All of it is data that was copied at one moment; nothing here holds or changes what it
 * describes.
 */
@NullMarked
package dev.pirn.observe;

import org.jspecify.annotations.NullMarked;
