package dev.pirn.bench;

/** A peer cannot be built or started here. */
final class Absent extends Exception {

    private static final long serialVersionUID = 1;

    private final String install;

    Absent(String why, String install) {
        super(why);
        this.install = install;
    }

    Missing missing(String peer) {
        return new Missing(peer, String.valueOf(getMessage()), install);
    }
}
