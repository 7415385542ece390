/** Serves the page that shows what loops are doing, by the JDK's HTTP server. */
@NullMarked
package dev.pirn.console;

import org.jspecify.annotations.NullMarked;
