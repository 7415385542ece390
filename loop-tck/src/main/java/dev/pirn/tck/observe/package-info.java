/**
 * Conformance of dumps: the tree of tasks, what each waits for, the rings among them, and what a dump may cost a loop.
 */
package dev.pirn.tck.observe;
