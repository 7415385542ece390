package dev.pirn.process;

/** Processes that Pirn starts itself, where it can. */
class SubprocessTck extends Processes {

    SubprocessTck() {
        super("own", 500);
    }
}
