package dev.pirn.bench;

import dev.pirn.cli.Output;
import java.util.List;

/** Prints figures one a line: for people, and for {@code grep} and {@code awk}. */
final class Lines {

    private final Output output;

    Lines(Output output) {
        this.output = output;
    }

    void print(List<Figure> figures) {
        for (Figure figure : figures) output.out().println(line(figure));
        output.out().flush();
    }

    static String line(Figure figure) {
        String at = figure.at() == 0 ? "" : "@" + Math.round(figure.at());
        return figure.subject() + " " + figure.name() + at + " " + number(figure.median()) + " " + figure.unit();
    }

    /** Tenths of a nanosecond count where an operation takes few. */
    private static String number(double value) {
        return value != 0 && Math.abs(value) < 10 ? TextTable.number(value) : Long.toString(Math.round(value));
    }
}
