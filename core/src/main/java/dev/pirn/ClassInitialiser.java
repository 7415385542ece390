package dev.pirn;

import org.jspecify.annotations.Nullable;

/**
 * Whether a class is being initialised by the calling thread. Until that has ended, other threads wait when they
 * touch the class, even for a lambda that it contains.
 */
final class ClassInitialiser {

    private ClassInitialiser() {}

    /** {@return the name of the class whose initialiser is innermost on the caller's stack; null if there is none} */
    static @Nullable String ofCaller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getMethodName().equals("<clinit>"))
                        .map(StackWalker.StackFrame::getClassName)
                        .findFirst()
                        .orElse(null));
    }
}
