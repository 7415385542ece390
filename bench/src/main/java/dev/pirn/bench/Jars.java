package dev.pirn.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the directories of a class path, as they are while one develops, into jars, as they are when one ships. */
final class Jars {

    private Jars() {}

    /**
     * {@return this JVM's class path, of jars only}
     *
     * @param directory where the jars are made
     */
    static String classPath(Path directory) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.isEmpty()) continue; // would mean the current directory
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) jars.add(pack(path, directory.resolve("classes-" + jars.size() + ".jar")));
            else if (Files.exists(path)) jars.add(entry);
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path path : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(
                        new ZipEntry(classes.relativize(path).toString().replace('\\', '/')));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
        return jar.toString();
    }
}
