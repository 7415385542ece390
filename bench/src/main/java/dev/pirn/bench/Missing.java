package dev.pirn.bench;

/**
 * A peer that cannot be measured here.
 *
 * @param peer its name
 * @param why what is not there
 * @param install how to get it
 */
record Missing(String peer, String why, String install) {

    @Override
    public String toString() {
        return peer + " is missing: " + why + " (" + install + ")";
    }
}
