package dev.pirn.pool;

/**
 * A line that a worker of a {@link ProcessPool} printed. A line longer than 8 KiB comes in pieces.
 *
 * @param worker the number of the worker, from 1
 * @param error whether it was printed to the standard error instead of the standard output
 * @param text the line, without its end
 */
public record OutputLine(int worker, boolean error, String text) {

    /** Prints the line where the worker meant it to go, on this JVM's {@link System#out} or {@link System#err}. */
    public void print() {
        (error ? System.err : System.out).println(text);
    }
}
