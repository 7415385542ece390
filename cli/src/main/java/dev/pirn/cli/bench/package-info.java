/** Measures what the scheduler's operations cost. */
package dev.pirn.cli.bench;
