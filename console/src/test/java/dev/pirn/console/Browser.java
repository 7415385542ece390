package dev.pirn.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window. What tests say about the page they say as expressions of JavaScript. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final Path profile;
    private final ChromeDriver driver;

    private Browser() throws IOException {
        profile = Files.createTempDirectory("pirn-console-browser");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options());
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
    }

    /** Starts one; skips the test, and says so, where there is none. */
    static Browser open() throws IOException {
        if (!Files.isExecutable(CHROMIUM) || !Files.isExecutable(DRIVER)) {
            String missing = "SKIPPED: the page is not tried, for want of " + CHROMIUM + " or " + DRIVER
                    + " (Debian: chromium, chromium-driver)";
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        return new Browser();
    }

    private ChromeOptions options() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1400,900",
                "--user-data-dir=" + profile);
        return options;
    }

    /** Loads the page as new: as one that was never there before. */
    void load(String address) {
        driver.get(address);
        run("localStorage.clear()");
        driver.get(address);
    }

    /** Ends what the page does. */
    void leave() {
        driver.get("about:blank");
    }

    void run(String script) {
        driver.executeScript(script);
    }

    @Nullable
    Object value(String expression) {
        return driver.executeScript("return " + expression);
    }

    /** Waits until an expression is true. */
    void await(String expression) {
        driver.executeAsyncScript("const done = arguments[0];"
                + "const look = () => { if (" + expression + ") done(); else setTimeout(look, 20); };"
                + "look();");
    }

    void click(String selector) {
        await("document.querySelector(`" + selector + "`)");
        run("document.querySelector(`" + selector + "`).click()");
    }

    /** Presses a key where the focus is. */
    void press(CharSequence key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    void type(String selector, String text) {
        run("const field = document.querySelector(`" + selector + "`); field.value = `" + text
                + "`; field.dispatchEvent(new Event('input'))");
    }

    void size(int width, int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 700));
    }

    /** @param scheme {@code light} or {@code dark} */
    void prefer(String scheme) {
        Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        command("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** What the browser complained of since this was asked before. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    private void command(String name, Map<String, Object> parameters) {
        driver.executeCdpCommand(name, parameters);
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).forEach(Browser::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
