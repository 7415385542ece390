/** Programs to look at while they run; not part of the tour. */
@NullMarked
package dev.pirn.examples.observe;

import org.jspecify.annotations.NullMarked;
