/** A loop inside programs that are not Pirn's: what {@code docs/embedding.md} shows. */
package dev.pirn.examples.embed;
