/** What Pirn costs beside what one would use instead: the commands, the measurements, the statistics and the report. */
@NullMarked
package dev.pirn.bench;

import org.jspecify.annotations.NullMarked;
