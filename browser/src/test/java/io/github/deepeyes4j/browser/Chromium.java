package io.github.deepeyes4j.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// The browser of this machine.
public record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {
  public static Chromium start() {
    Path executable =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(directory -> Path.of(directory, "chromium"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow();
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Chromium(
        playwright,
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(executable)));
  }

  /// Nothing of the page lies beyond its right edge.
  public static void assertFits(Page page) {
    assertThat((boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isTrue();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
