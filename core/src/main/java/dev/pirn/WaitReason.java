package dev.pirn;

import java.util.Collection;
import java.util.List;

/**
 * Wait: what a parked coroutine waits for, as a dump shows it. Made only for a dump: waiting costs nothing more.
 *
 * @param kind the kind of thing in a word or two, for grouping: {@code lock}, {@code queue}
 * @param what the thing, for people
 * @param endedBy the futures whose end, and the tasks whose acting, ends the wait
 * @param needsAll whether all of these are needed, rather than any one
 * @param others whether something else than these can end the wait too
 */
public record WaitReason(
        String kind, String what, Collection<? extends Future<?>> endedBy, boolean needsAll, boolean others) {

    /** Something with a purpose. */
    @FunctionalInterface
    public interface Described {

        /**
         * {@return the purpose} Called on the loop while the coroutine is parked, or from any thread if the loop is
         * stuck; must be quick, and must not change anything or run user code.
         */
        WaitReason purpose();
    }

    /**
     * {@return a purpose that no known task serves: time, a peer, whoever comes along}
     *
     * @param kind the kind of thing
     * @param what the thing
     */
    public static WaitReason of(String kind, Object what) {
        return new WaitReason(kind, what.toString(), List.of(), false, true);
    }

    /**
     * {@return a purpose that only some tasks or futures serve}
     *
     * @param kind the kind of thing
     * @param what the thing
     * @param endedBy who serves it, of whom any one is enough
     */
    public static WaitReason of(String kind, Object what, Collection<? extends Future<?>> endedBy) {
        return new WaitReason(kind, what.toString(), endedBy, false, endedBy.isEmpty());
    }

    /**
     * {@return a reason that only some tasks or futures serve, of which all are needed}
     *
     * @param kind the kind of thing
     * @param what the thing
     * @param endedBy what serves it
     */
    public static WaitReason ofAll(String kind, Object what, Collection<? extends Future<?>> endedBy) {
        return new WaitReason(kind, what.toString(), endedBy, true, false);
    }

    /** What can be said of something without a description: who made it. */
    static WaitReason unknown(Object wait) {
        return of("parked", type(wait));
    }

    /** The type of something; of a lambda where it stands. */
    static String type(Object thing) {
        String type = thing.getClass().getName();
        int lambda = type.indexOf("$$Lambda");
        return lambda < 0 ? type : "a lambda of " + type.substring(0, lambda);
    }
}
