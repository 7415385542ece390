package dev.pirn.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tour as it stands in {@code docs}, in one language.
 *
 * @param file the file
 * @param text what stands in it
 */
record Tour(Path file, String text) {

    static final Tour ENGLISH = of("tour.md");
    static final Tour CHINESE = of("tour.zh-CN.md");

    private static final Pattern PROGRAM = Pattern.compile("^`\\./pirn example ([\\w-]+)`", Pattern.MULTILINE);
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)");

    /**
     * What the tour says of one program.
     *
     * @param name the program's name
     * @param links the files that it is linked to
     * @param java the code that is shown
     * @param output what it prints
     */
    record Stop(String name, List<String> links, List<String> java, List<String> output) {

        private static Stop of(String name, String text) {
            return new Stop(name, Tour.links(text), blocks("java", text), blocks("text", text));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Tour of(String name) {
        Path file = Path.of("..", "docs", name);
        try {
            return new Tour(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The programs, in the order in which they are told of. A stop ends where the next heading is. */
    List<Stop> stops() {
        List<Stop> stops = new ArrayList<>();
        for (String section : text.split("(?m)^##+ ", -1)) {
            Matcher program = PROGRAM.matcher(section);
            if (program.find()) stops.add(Stop.of(program.group(1), section));
        }
        return stops;
    }

    /** All that has to be the same in every language. */
    List<String> code() {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> !block.group(1).equals("sh"))
                .map(block -> block.group())
                .toList();
    }

    List<String> links() {
        return links(text);
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private static List<String> links(String text) {
        return LINK.matcher(text).results().map(link -> link.group(1)).toList();
    }

    private static List<String> blocks(String language, String text) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }
}
