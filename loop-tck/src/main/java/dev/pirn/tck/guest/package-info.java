/** Loops that are driven inside the loop of a host. */
@NullMarked
package dev.pirn.tck.guest;

import org.jspecify.annotations.NullMarked;
