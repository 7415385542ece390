package dev.pirn.cli.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {

    private static final Path DIRECTORY = Path.of("out");

    @ParameterizedTest
    @CsvSource({
        "http://h/a/b/cat.png, cat.png",
        "http://h/cat.png?size=2#top, cat.png",
        "http://h/my%20cat.png, my cat.png",
        "http://h/a+b.png, a+b.png",
        "http://h, index.html",
        "http://h/, index.html",
        "http://h/pictures/, index.html",
        "http://h/..%2F..%2Fetc%2Fpasswd, .._.._etc_passwd",
        "http://h/%2e%2e, index.html",
        "http://h/a%5Cb, a_b",
        "http://h/a%00b, a_b",
        "http://h/.profile, .profile"
    })
    void theLastSegmentIsTheName(String url, String name) {
        assertEquals(DIRECTORY.resolve(name), new FileNames(DIRECTORY).next(URI.create(url)));
    }

    @Test
    void equalNamesAreNumberedBeforeTheExtension() {
        assertEquals(
                List.of("a.png", "a-1.png", "a-2.png", "a-1-1.png"),
                names("http://h/a.png", "http://h/x/a.png", "http://g/a.png", "http://h/a-1.png"));
    }

    @Test
    void namesThatDifferOnlyInCaseAreDifferentFilesEverywhere() {
        assertEquals(List.of("A.png", "a-1.png"), names("http://h/A.png", "http://h/a.png"));
    }

    @Test
    void aNameThatIsTooLongKeepsItsExtension() {
        String name = names("http://h/" + "ä".repeat(300).replace("ä", "%C3%A4") + ".png")
                .getFirst();
        assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 200, name);
        assertTrue(name.endsWith(".png"), name);
    }

    private static List<String> names(String... urls) {
        FileNames names = new FileNames(DIRECTORY);
        return Stream.of(urls)
                .map(URI::create)
                .map(names::next)
                .map(Path::getFileName)
                .map(Path::toString)
                .toList();
    }
}
