/**
 * The events for JDK Flight Recorder, off unless a recording asks for them; not exported. {@link dev.pirn.jfr.Flight}
 * says who asks, and must be asked first: where the module {@code jdk.jfr} is missing, the events cannot be loaded.
 */
@NullMarked
package dev.pirn.jfr;

import org.jspecify.annotations.NullMarked;
