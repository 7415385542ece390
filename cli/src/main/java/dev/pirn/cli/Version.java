package dev.pirn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Answers {@code --version}: Pirn's version and the Java it runs on. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {
            "pirn " + pirn(), "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
        };
    }

    private static String pirn() throws IOException {
        Properties properties = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
            if (file != null) properties.load(file);
        }
        return properties.getProperty("version", "of unknown version");
    }
}
