/**
 * The operations of a scheduler, each a JMH benchmark, and the same operations of what one would use instead. {@code
 * Catalogue} lists them; JMH generates a driver for each, which asks for public classes.
 */
@NullMarked
package dev.pirn.bench.micro;

import org.jspecify.annotations.NullMarked;
