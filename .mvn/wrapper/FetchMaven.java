import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches the Maven that a properties file names, once, and prints the path of its {@code mvn}. Needs a JDK and nothing
 * else. It is kept where Maven's own wrapper keeps it: in {@code wrapper/dists} of {@code MAVEN_USER_HOME} or {@code
 * ~/.m2}.
 *
 * <p>{@code MVNW_REPOURL} names a mirror of Maven Central; {@code https_proxy} is heeded.
 */
final class FetchMaven {

    private static final String CENTRAL = "https://repo.maven.apache.org/maven2";

    private final URI source;
    private final String sha256;
    private final Path home;

    private FetchMaven(Properties pinned) {
        String url = required(pinned, "distributionUrl");
        String mirror = System.getenv("MVNW_REPOURL");
        source = URI.create(mirror == null || mirror.isEmpty() ? url : url.replace(CENTRAL, mirror));
        sha256 = required(pinned, "distributionSha256Sum").toLowerCase(Locale.ROOT);
        String name = url.substring(url.lastIndexOf('/') + 1).replaceFirst("-bin\\.zip$", "");
        home = userHome().resolve(Path.of("wrapper", "dists", name, sha256.substring(0, 16)));
    }

    private static String required(Properties pinned, String key) {
        String value = pinned.getProperty(key);
        if (value == null) throw new IllegalArgumentException("no " + key);
        return value.strip();
    }

    private static Path userHome() {
        String named = System.getenv("MAVEN_USER_HOME");
        return named == null || named.isEmpty() ? Path.of(System.getProperty("user.home"), ".m2") : Path.of(named);
    }

    public static void main(String... args) {
        try (InputStream in = Files.newInputStream(Path.of(args[0]))) {
            Properties pinned = new Properties();
            pinned.load(in);
            System.out.println(new FetchMaven(pinned).maven());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            System.err.println("pirn: Maven cannot be fetched: " + e);
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(130);
        }
    }

    private Path maven() throws IOException, GeneralSecurityException, InterruptedException {
        Path mvn = home.resolve(Path.of("bin", "mvn"));
        if (!Files.isExecutable(mvn)) fetch();
        return mvn;
    }

    private void fetch() throws IOException, GeneralSecurityException, InterruptedException {
        System.err.println("pirn: there is no mvn; fetching " + source + " into " + home + ", once");
        Files.createDirectories(home.getParent());
        Path fresh = Files.createTempDirectory(home.getParent(), "fetching-");
        try {
            Path zip = download(fresh.resolve("maven.zip"));
            unpack(zip, fresh.resolve("maven"));
            if (!fresh.resolve(Path.of("maven", "bin", "mvn")).toFile().setExecutable(true, false))
                throw new IOException("its mvn cannot be made executable");
            put(fresh.resolve("maven"));
        } finally {
            delete(fresh);
        }
    }

    /** Another run may have been faster; then its copy stays. */
    private void put(Path unpacked) throws IOException {
        try {
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isExecutable(home.resolve(Path.of("bin", "mvn")))) throw e;
        }
    }

    private Path download(Path target) throws IOException, GeneralSecurityException, InterruptedException {
        HttpClient.Builder client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(30));
        proxy().ifPresent(client::proxy);
        HttpRequest request =
                HttpRequest.newBuilder(source).timeout(Duration.ofMinutes(5)).build();
        HttpResponse<Path> response;
        try (HttpClient open = client.build()) {
            response = open.send(request, HttpResponse.BodyHandlers.ofFile(target));
        }
        if (response.statusCode() != 200) throw new IOException("status " + response.statusCode() + " from " + source);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(target));
        String got = HexFormat.of().formatHex(digest);
        if (!got.equals(sha256)) throw new GeneralSecurityException("wrong SHA-256: " + got + " in place of " + sha256);
        return target;
    }

    private static Optional<ProxySelector> proxy() {
        return Stream.of("https_proxy", "HTTPS_PROXY")
                .map(System::getenv)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .map(value -> URI.create(value.contains("://") ? value : "http://" + value))
                .map(uri ->
                        ProxySelector.of(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort())));
    }

    /** All that is in the archive's one directory. */
    private static void unpack(Path zip, Path target) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                String inside = entry.getName().substring(entry.getName().indexOf('/') + 1);
                Path file = target.resolve(inside).normalize();
                if (!file.startsWith(target)) throw new IOException("outside of the archive: " + entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(in, file);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
