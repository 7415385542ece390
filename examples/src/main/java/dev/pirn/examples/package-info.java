/**
 * One program a file, each run by a test. {@code docs/tour.md} walks through them; {@link dev.pirn.examples.Examples}
 * lists them.
 */
@NullMarked
package dev.pirn.examples;

import org.jspecify.annotations.NullMarked;
