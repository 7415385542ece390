package dev.pirn.bench;

import java.io.IOException;
import java.util.List;

/** Something that is measured, once in each round. */
interface Measurement {

    /** {@return who is measured} */
    String subject();

    /** {@return what, in a word or two; for the progress} */
    String title();

    /**
     * Measures.
     *
     * @return what came out: one figure or several
     * @throws IOException if a process or a connection failed
     * @throws InterruptedException if interrupted meanwhile
     */
    List<Sample> run() throws IOException, InterruptedException;
}
