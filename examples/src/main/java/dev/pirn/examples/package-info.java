/** One program a file, each run by a test. {@link dev.pirn.examples.ThreePictures} is the one to start with. */
@NullMarked
package dev.pirn.examples;

import org.jspecify.annotations.NullMarked;
