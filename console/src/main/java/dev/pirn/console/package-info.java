/** Serves the page that shows what loops are doing. */
@NullMarked
package dev.pirn.console;

import org.jspecify.annotations.NullMarked;
