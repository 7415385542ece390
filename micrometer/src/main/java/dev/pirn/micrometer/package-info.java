/**
 * The vital signs of a loop as Micrometer's meters, for Prometheus and whatever else Micrometer sends to; see {@link
 * dev.pirn.micrometer.LoopMetrics}.
 */
package dev.pirn.micrometer;
