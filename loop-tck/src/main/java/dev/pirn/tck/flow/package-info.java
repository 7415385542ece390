/** The conformance suite of generators, greenlets and the reactive bridge where they meet a loop. */
package dev.pirn.tck.flow;
