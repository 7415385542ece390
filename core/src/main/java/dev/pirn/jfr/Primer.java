package dev.pirn.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Is lost in place of another event: the JVM drops the first event that a platform thread commits after a virtual thread which
 * it carried has committed one (seen in JDK 25.0.3, without Pirn too). The two share an event writer, which is marked as not
 * valid when it goes back to the carrier; the end of the next event only marks it as valid again.
 * The thread of a loop commits after its coroutines all the time.
 */
@Name("dev.pirn.Primer")
@Label("Primer")
@Category("Pirn")
@Description("Means nothing: it is recorded before an event of the thread of a loop, which could be lost otherwise")
@StackTrace(false)
final class Primer extends Event {

    /** To be called before an event is committed on a thread that may be that of a loop. */
    static void prime() {
        if (!Thread.currentThread().isVirtual()) new Primer().commit();
    }
}
