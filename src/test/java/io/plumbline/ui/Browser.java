package io.plumbline.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A browser in which a person reads pages. Pictures of them go to {@code target/ui-shots}. */
public final class Browser implements AutoCloseable {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SHOTS = Path.of("target", "ui-shots");
    private static final int PHONE = 390;
    private static final int WIDE = 1200;

    private final ChromeDriver driver;
    private final String base;

    private Browser(ChromeDriver driver, String base) {
        this.driver = driver;
        this.base = base;
    }

    /** Opens it, or skips the test where there is none. */
    public static Browser open(String base) {
        assumeTrue(
                Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
                "Skipped: there is no browser; install the Debian packages chromium and chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--window-size=1200,1000");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().implicitlyWait(Duration.ofSeconds(20));
        return new Browser(driver, base.replaceFirst("/$", ""));
    }

    /** The driver, for what only one test needs. */
    public ChromeDriver driver() {
        return driver;
    }

    /** Signs in as the administrator of a home. */
    public void signIn(String home) throws IOException {
        go("/jobs");
        find("#token").sendKeys(Files.readString(Path.of(home, "admin.token")).strip() + "\n");
        driver.findElement(By.linkText("Models"));
    }

    /** The whole address of a path. */
    public String url(String path) {
        return base + path;
    }

    /** Opens a page. */
    public void go(String path) {
        driver.get(url(path));
    }

    /** The first element that matches. */
    public WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** What a person reads in it. */
    public String text(String css) {
        return find(css).getText();
    }

    /** Clicks something, once more if the page renewed it just then. */
    public void click(String css) {
        click(By.cssSelector(css));
    }

    /** Clicks the link of a text. */
    public void follow(String text) {
        click(By.linkText(text));
    }

    private void click(By what) {
        try {
            driver.findElement(what).click();
        } catch (StaleElementReferenceException renewed) {
            driver.findElement(what).click();
        }
    }

    /** How many elements match now. */
    public int count(String css) {
        Object count = driver.executeScript("return document.querySelectorAll(arguments[0]).length", css);
        return ((Number) count).intValue();
    }

    /** Waits, as long as the browser looks for elements, until a part of the page has a text. */
    public void appears(String id, String text) {
        driver.findElement(By.xpath("//*[@id='" + id + "'][contains(., '" + text + "')]"));
    }

    /** Takes the page in light, in dark and on a phone, on which nothing may need scrolling sideways. */
    public void shoot(String name) throws IOException {
        shot(name + "-light", WIDE, "light");
        shot(name + "-dark", WIDE, "dark");
        shot(name + "-phone", PHONE, "light");
        assertThat(driver.executeScript("return document.documentElement.scrollWidth"))
                .as("width of %s on a phone", name)
                .isEqualTo((long) PHONE);
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }

    private void shot(String name, int width, String scheme) throws IOException {
        device(width);
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        Map<String, Object> taken = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of("captureBeyondViewport", true, "format", "png", "optimizeForSpeed", true));
        Files.createDirectories(SHOTS);
        Files.write(SHOTS.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(taken.get("data"))));
    }

    /** Shows pages in a width, as tall as they are. */
    private void device(int width) {
        boolean phone = width == PHONE;
        metrics(width, phone ? 844 : 1000, phone);
        long height = (Long) driver.executeScript("return document.documentElement.scrollHeight");
        metrics(width, (int) Math.min(6000, height), phone);
    }

    private void metrics(int width, int height, boolean phone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
