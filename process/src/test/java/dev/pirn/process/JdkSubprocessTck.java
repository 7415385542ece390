package dev.pirn.process;

/** Processes that the JDK starts, as where Pirn cannot call the system: with threads, so fewer at once. */
class JdkSubprocessTck extends Processes {

    JdkSubprocessTck() {
        super("jdk", 100);
    }
}
