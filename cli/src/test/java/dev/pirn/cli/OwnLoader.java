package dev.pirn.cli;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** A system class loader that is not the JDK's own. */
public final class OwnLoader extends URLClassLoader {

    /**
     * Called by the JVM.
     *
     * @param parent the JDK's own
     */
    public OwnLoader(ClassLoader parent) {
        super(new URL[0], parent);
    }

    /**
     * Called by the JVM for the jar of an agent.
     *
     * @param path of the jar
     * @throws MalformedURLException never
     */
    void appendToClassPathForInstrumentation(String path) throws MalformedURLException {
        addURL(Path.of(path).toUri().toURL());
    }
}
