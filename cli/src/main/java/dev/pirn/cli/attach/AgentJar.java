package dev.pirn.cli.attach;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes the jar that a JVM loads as an agent: one class and a manifest. */
final class AgentJar {

    private AgentJar() {}

    static void write(Path jar) throws IOException {
        String entry = Agent.class.getName().replace('.', '/') + ".class";
        try (InputStream code = Agent.class.getClassLoader().getResourceAsStream(entry);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest())) {
            if (code == null) throw new FileNotFoundException(entry);
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
            out.closeEntry();
        }
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", Agent.class.getName());
        return manifest;
    }
}
