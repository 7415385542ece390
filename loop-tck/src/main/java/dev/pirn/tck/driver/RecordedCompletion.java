package dev.pirn.tck.driver;

import dev.pirn.spi.Completion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A completion that remembers its calls, in order: results and failures. */
final class RecordedCompletion implements Completion {

    private final List<Object> answers = new ArrayList<>();

    @Override
    public void completed(int result) {
        answers.add(result);
    }

    @Override
    public void failed(IOException failure) {
        answers.add(failure);
    }

    List<Object> answers() {
        return answers;
    }

    boolean isCompleted() {
        return !answers.isEmpty();
    }

    /** {@return the first answer not taken yet} */
    Object take() {
        return answers.removeFirst();
    }
}
