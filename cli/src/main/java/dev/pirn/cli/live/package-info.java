/** What {@code ps}, {@code pstree} and {@code top} show of another JVM. */
@NullMarked
package dev.pirn.cli.live;

import org.jspecify.annotations.NullMarked;
