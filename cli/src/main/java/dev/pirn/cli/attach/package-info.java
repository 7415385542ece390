/** Talks to Pirn in another JVM, which was not prepared for it. */
@NullMarked
package dev.pirn.cli.attach;

import org.jspecify.annotations.NullMarked;
