package dev.pirn.examples;

/**
 * A program of this package.
 *
 * @param name what the command line calls it
 * @param type the class with its source
 * @param summary what it shows, in a line
 * @param program its main method
 */
public record Example(String name, Class<?> type, String summary, Program program) {

    /** A main method. */
    @FunctionalInterface
    public interface Program {

        /**
         * Runs the program, which prints to the standard output. Blocks the calling thread until it has ended.
         *
         * @throws Exception if it fails
         */
        void main() throws Exception;
    }

    /** {@return where the source is, in the repository} */
    public String source() {
        return "examples/src/main/java/" + type.getName().replace('.', '/') + ".java";
    }
}
