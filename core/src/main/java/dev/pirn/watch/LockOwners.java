package dev.pirn.watch;

import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The owner of the lock that a thread waits for, as far as the JVM reports it, and the module {@code java.management}
 * is there.
 */
final class LockOwners {

    private static final int MOST = 3;

    private LockOwners() {}

    /** Of a thread that waits to enter a monitor. */
    static String describe(Thread blocked) {
        if (!Management.PRESENT) return "waits for a monitor that another thread holds";
        String known = blocked.isVirtual() ? null : Beans.ofPlatform(blocked);
        return known != null ? known : "waits for a monitor that another thread holds" + Beans.suspects();
    }

    /** Of a thread that waits by other means; null if that is not for a lock with a known owner. */
    static @Nullable String ofWaiting(Thread waiting) {
        return Management.PRESENT && !waiting.isVirtual() ? Beans.ofPlatform(waiting) : null;
    }

    /** Apart, since without the module it cannot be loaded. */
    private static final class Beans {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        static @Nullable String ofPlatform(Thread waiting) {
            ThreadInfo info = THREADS.getThreadInfo(new long[] {waiting.threadId()}, false, false)[0];
            if (info == null || info.getLockOwnerId() == -1) return null;
            String lock = info.getLockName();
            ThreadInfo owner = THREADS.getThreadInfo(new long[] {info.getLockOwnerId()}, true, false)[0];
            return "waits for " + lock + ", held by the thread " + info.getLockOwnerName()
                    + (owner == null ? "" : placeOf(owner, lock));
        }

        private static String placeOf(ThreadInfo owner, String lock) {
            for (MonitorInfo monitor : owner.getLockedMonitors()) {
                String name = monitor.getClassName() + "@" + Integer.toHexString(monitor.getIdentityHashCode());
                if (name.equals(lock)) return " since " + words(monitor.getLockedStackFrame());
            }
            StackTraceElement line = new Frames(owner.getStackTrace()).culprit();
            return line == null ? "" : ", which is at " + words(line);
        }

        /**
         * The JVM does not report what a virtual thread waits for: the owners of monitors that they entered in user
         * code.
         */
        static String suspects() {
            String all = Arrays.stream(THREADS.dumpAllThreads(true, false))
                    .map(Beans::suspect)
                    .filter(Objects::nonNull)
                    .limit(MOST)
                    .collect(Collectors.joining(" or "));
            return all.isEmpty() ? "" : ": perhaps " + all;
        }

        private static @Nullable String suspect(ThreadInfo info) {
            for (MonitorInfo monitor : info.getLockedMonitors()) {
                StackTraceElement frame = monitor.getLockedStackFrame();
                if (frame != null && !Frames.isMachinery(frame))
                    return "the thread " + info.getThreadName() + " since " + words(frame);
            }
            return null;
        }

        /** As stacks put it elsewhere: beans name the class loader, too. */
        private static String words(StackTraceElement frame) {
            return new StackTraceElement(
                            null,
                            frame.getModuleName(),
                            frame.getModuleVersion(),
                            frame.getClassName(),
                            frame.getMethodName(),
                            frame.getFileName(),
                            frame.getLineNumber())
                    .toString();
        }
    }
}
