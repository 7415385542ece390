/** {@code pirn example}: lists and runs the programs. */
@NullMarked
package dev.pirn.examples.command;

import org.jspecify.annotations.NullMarked;
