package io.github.deepeyes4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.deepeyes4j.browser.Chromium;
import io.github.deepeyes4j.browser.OfflinePages;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The pages in a real browser, opened as files.
class TraceBrowserTest {
  private static final int TRAJECTORIES = 1000;

  @TempDir private static Path folder;
  private static Path index = Path.of(".");
  private static Chromium chromium = Chromium.start();

  private final OfflinePages pages = new OfflinePages(chromium);
  private Page page = pages.open(new Browser.NewContextOptions());

  /// A thousand trajectories of three kinds over a hundred pictures.
  @BeforeAll
  static void writeRun() throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pictures.add(Episodes.OWL.crop(i, i, 400 + i, 300 + i));
      pictures.add(Episodes.CAVES.crop(i, i, 400 + i, 300 + i));
    }
    Path run = folder.resolve("run");
    TrajectoryStore store = TrajectoryStore.open(run);
    for (int i = 0; i < TRAJECTORIES; i++) {
      String id = "task-" + i;
      Picture picture = pictures.get(i % pictures.size());
      Trajectory trajectory =
          switch (i % 3) {
            case 0 -> Episodes.crops(id, picture);
            case 1 -> Episodes.searches(id, picture);
            default -> Episodes.hostile(id);
          };
      store.add(trajectory, Map.of("accuracy", i % 3 == 0 ? 1.0 : 0.0, "format", 0.5));
    }
    index = TraceRun.open(run, TokenTexts.of(Episodes.TOKENIZER)).write(run);
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  @BeforeEach
  void openIndex() {
    page.navigate(index.toUri().toString());
  }

  @AfterEach
  void nothingLeftTheMachineAndNothingWentWrong() {
    page.context().close();
    pages.check();
  }

  private void openPage(int number) {
    page.navigate(index.resolveSibling("pages/%05d.html".formatted(number)).toUri().toString());
  }

  private Locator shownRows() {
    return page.locator(".rows li:not([hidden])");
  }

  private void assertPicturesLoaded(int atLeast) {
    page.locator("img").last().scrollIntoViewIfNeeded();
    page.locator("img").last().evaluate("picture => picture.decode()");
    Object missing =
        page.evaluate(
            """
            async () => {
              const pictures = [...document.images];
              pictures.forEach((picture) => { picture.loading = 'eager'; });
              await Promise.all(pictures.map((picture) => picture.decode()));
              return pictures.filter((picture) => picture.naturalWidth === 0).length;
            }
            """);
    assertThat(missing).isEqualTo(0);
    assertThat(page.locator("img").count()).isGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void aThousandTrajectoriesOpenInTwoSeconds() {
    Page fresh = pages.open(new Browser.NewContextOptions());
    long start = System.nanoTime();
    fresh.navigate(index.toUri().toString());
    fresh.locator(".rows li").first().waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(seconds).isLessThan(2);
    assertThat(fresh.locator(".rows li").count()).isEqualTo(TRAJECTORIES);
    assertThat(fresh.locator(".count").textContent()).startsWith("1000 of 1000 trajectories, mean");
    fresh.context().close();
    assertPicturesLoaded(600);
  }

  @Test
  void filters() {
    page.getByLabel("text").fill("TASK-12");
    assertThat(shownRows().count()).isEqualTo(11);
    page.getByLabel("stop").selectOption("max_turns");
    assertThat(shownRows().count()).isEqualTo(3);
    page.reload();
    assertThat(shownRows().count()).isEqualTo(3);
    page.getByLabel("text").fill("");
    page.getByLabel("stop").selectOption("");
    page.getByLabel("tool").selectOption("image_search");
    assertThat(shownRows().count()).isEqualTo(333);
    page.getByLabel("tool").selectOption("");
    page.getByLabel("status").selectOption("python_error");
    assertThat(shownRows().count()).isEqualTo(333);
    page.getByLabel("least reward").fill("1");
    assertThat(shownRows().count()).isZero();
    page.getByLabel("status").selectOption("");
    assertThat(shownRows().count()).isEqualTo(334);
    assertThat(page.locator(".count").textContent()).contains("mean reward 1.500");
  }

  @Test
  void theKeyboardLeadsFromTheIndexThroughATrajectory() {
    page.locator(".rows a").first().focus();
    page.keyboard().press("Enter");
    page.waitForURL("**/pages/00001.html");
    page.keyboard().press("j");
    page.keyboard().press("j");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("turn-2");
    page.keyboard().press("k");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("turn-1");
    page.locator("nav a[rel=next]").press("Enter");
    page.waitForURL("**/pages/00002.html");
    page.getByText("All trajectories").press("Enter");
    page.waitForURL("**/index.html*");
  }

  @Test
  void showsTurnsPicturesAndWhereTheyWereCut() {
    openPage(1);
    assertThat(page.locator(".turn").count()).isEqualTo(3);
    assertThat(page.locator(".thought").first().textContent()).contains("Zoom in.");
    assertThat(page.locator("pre.code .comment").textContent()).isEqualTo("# left");
    assertThat(page.locator(".stdout pre").textContent()).isEqualTo("done\n");
    assertThat(page.locator(".bar a").count()).isEqualTo(5);
    assertThat(page.locator("header .chip").allTextContents())
        .contains("answer", "accuracy 1", "format 0.5");
    assertPicturesLoaded(3);
    assertThat(page.locator("#image-1 .crop").count()).isEqualTo(2);
    var picture = page.locator("#image-1 img").boundingBox();
    var box = page.locator("#image-1 .crop").first().boundingBox();
    double scale = picture.width / 400;
    assertThat(box.x - picture.x).isCloseTo(100 * scale, within());
    assertThat(box.y - picture.y).isCloseTo(60 * scale, within());
    assertThat(box.width).isCloseTo(140 * scale, within());
    assertThat(box.height).isCloseTo(90 * scale, within());
  }

  private static Offset<Double> within() {
    return Offset.offset(1.5);
  }

  @Test
  void showsSearchResults() {
    openPage(2);
    Locator links = page.locator(".hits a");
    assertThat(links.allTextContents()).containsExactly("Warsaw");
    assertThat(links.first().getAttribute("href")).isEqualTo("https://example.org/warsaw");
    assertThat(page.locator(".hits").first().textContent()).contains("A trap (javascript:");
    assertPicturesLoaded(2);
  }

  @Test
  void coloursTokens() {
    openPage(1);
    assertThat(page.locator(".token").count()).isZero();
    page.locator("summary").press("Enter");
    Locator tokens = page.locator(".segment").nth(2).locator(".token");
    tokens.first().waitFor();
    assertThat(String.join("", tokens.allTextContents())).startsWith("<think> Zoom in.</think>");
    assertThat(tokens.first().getAttribute("class")).isEqualTo("token written p0");
    assertThat(tokens.nth(1).getAttribute("class")).isEqualTo("token written p2");
    assertThat(tokens.nth(3).getAttribute("class")).isEqualTo("token written p4");
    String background = "token => getComputedStyle(token).backgroundColor";
    assertThat(tokens.nth(1).evaluate(background)).isNotEqualTo(tokens.nth(3).evaluate(background));
    assertThat(page.locator(".segment h4").nth(4).textContent())
        .startsWith("assistant, turn 2: ")
        .endsWith(" tokens written, 30 tokens read before");
    page.getByLabel("mask").check();
    assertThat(tokens.nth(1).evaluate(background)).isEqualTo(tokens.nth(3).evaluate(background));
    assertThat(page.locator(".segment .read").first().evaluate(background))
        .isNotEqualTo(tokens.nth(1).evaluate(background));
  }

  @Test
  void whatOthersWroteIsTextAndNothingElse() {
    openPage(3);
    page.locator("summary").click();
    assertThat(page.title()).isEqualTo(Episodes.HOSTILE);
    assertThat(page.locator("main img, main b, main script").count()).isZero();
    for (String place : List.of("h1", ".thought", "pre.code", ".stdout pre", ".stderr pre")) {
      assertThat(page.locator(place).first().textContent()).as(place).contains(Episodes.HOSTILE);
    }
    page.navigate(index.toUri().toString());
    assertThat(page.locator(".question").nth(2).textContent()).isEqualTo(Episodes.HOSTILE);
    assertThat(page.locator("main b").count()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void fitsAPhoneInLightAndDark(ColorScheme scheme) {
    page.context().close();
    page =
        pages.open(
            new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(360, 740));
    openIndex();
    Chromium.assertFits(page);
    for (int number = 1; number <= 3; number++) {
      openPage(number);
      page.locator("summary").click();
      Chromium.assertFits(page);
    }
    String background = "getComputedStyle(document.body).backgroundColor";
    assertThat(page.evaluate(background))
        .isEqualTo(scheme == ColorScheme.DARK ? "rgb(22, 24, 26)" : "rgb(255, 255, 255)");
  }

  @Test
  void oneFileShowsATrajectoryWhereverItLies() throws IOException {
    Path file = folder.resolve("alone.html");
    Files.writeString(
        file, TracePage.of(Episodes.crops("alone", Episodes.OWL), TokenTexts.UNKNOWN));
    page.context().close();
    page = pages.open(new Browser.NewContextOptions());
    pages.requests().clear();
    page.navigate(file.toUri().toString());
    assertPicturesLoaded(3);
    assertThat(pages.requests().stream().filter(url -> url.startsWith("file:"))).hasSize(1);
    assertThat(page.locator("nav").count()).isZero();
    page.locator("summary").click();
    assertThat(page.locator(".token").first().textContent()).matches("\\d+ ");
  }
}
