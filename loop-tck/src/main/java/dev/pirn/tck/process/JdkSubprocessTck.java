package dev.pirn.tck.process;

/** Processes that the JDK starts, as where Pirn cannot call the system. */
class JdkSubprocessTck extends Processes {

    JdkSubprocessTck() {
        super("jdk");
    }
}
