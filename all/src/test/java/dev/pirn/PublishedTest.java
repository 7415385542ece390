package dev.pirn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What the poms say of the published artifacts. */
class PublishedTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void theBomNamesEachPublishedArtifactAndNoOther() throws Exception {
        Set<String> published = new TreeSet<>();
        for (String module : texts(pom(""), "module")) {
            String source = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
            if (module.equals("bom") || source.contains("<maven.deploy.skip>true")) continue;
            published.add(child(pom(module).getDocumentElement(), "artifactId"));
        }
        assertFalse(published.isEmpty());
        Set<String> named = new TreeSet<>();
        NodeList dependencies = pom("bom").getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++)
            named.add(child((Element) dependencies.item(i), "artifactId"));
        assertEquals(published, named);
    }

    /**
     * The BOM has no parent, whose versions would otherwise be its user's, too; so it repeats what Maven Central asks
     * for.
     */
    @Test
    void theBomSaysTheSameAsTheParent() throws Exception {
        Element parent = pom("").getDocumentElement();
        Element bom = pom("bom").getDocumentElement();
        for (String name : List.of("version", "url", "licenses", "developers", "scm"))
            assertEquals(child(parent, name).strip(), child(bom, name).strip(), name);
    }

    private static Document pom(String module) throws Exception {
        Path file = ROOT.resolve(module).resolve("pom.xml");
        if (!Files.exists(file)) throw new IOException("no such file: " + file.toAbsolutePath());
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static List<String> texts(Document document, String tag) {
        List<String> texts = new ArrayList<>();
        NodeList nodes = document.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) texts.add(nodes.item(i).getTextContent());
        return texts;
    }

    private static String child(Element parent, String tag) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(tag)) return element.getTextContent();
        }
        throw new AssertionError("no " + tag + " in " + parent.getTagName());
    }
}
