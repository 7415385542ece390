package dev.pirn.net;

/** Failures after which the JVM cannot be trusted, so that no connection may keep them to itself. */
final class Fatal {

    private Fatal() {}

    /** Throws a failure on if it is fatal; a stack that was too small is not. */
    static void rethrow(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) throw error;
    }
}
