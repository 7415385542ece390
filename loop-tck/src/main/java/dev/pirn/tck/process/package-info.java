/** The part of the suite about child processes and signals. */
package dev.pirn.tck.process;
