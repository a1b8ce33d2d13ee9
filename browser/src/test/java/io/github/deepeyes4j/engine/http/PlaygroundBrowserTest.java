package io.github.deepeyes4j.engine.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.github.deepeyes4j.browser.Chromium;
import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.service.BearerToken;
import io.github.deepeyes4j.trace.TokenTexts;
import io.github.deepeyes4j.trace.TracePage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The playground in a real browser, over a real server whose model follows a script.
class PlaygroundBrowserTest {
  private static final Path OWL = Path.of("../examples/owl.jpg");
  private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>";
  private static final String TOKEN = "secret";
  private static Chromium chromium = Chromium.start();

  private final ScriptedModel model = new ScriptedModel();
  private ChatServer server = serve("");

  /// What the browser reports; a status that is no success is among it.
  private final List<String> complaints = new ArrayList<>();

  private final List<String> requests = new ArrayList<>();
  private Page page = open(new Browser.NewContextOptions());

  private ChatServer serve(String token) {
    CellResult cell =
        new CellResult(
            ToolStatus.OK, "cut", "", List.of(PictureDecoder.decode(OWL).crop(0, 0, 80, 60)), 0.1);
    Rollout agent =
        new Rollout(
            model,
            new ScriptedPython(() -> cell),
            SearchClient.off(),
            new Protocol("S", "{question}", false, false),
            Limits.defaults());
    Served.Agent served =
        new Served.Agent(agent, episode -> TracePage.of(episode, TokenTexts.UNKNOWN));
    return ChatServer.start(
        new Served(model, Optional.of(served), Optional.empty(), Optional.empty()),
        new ChatServer.Options("127.0.0.1", 0, new BearerToken(token), 1, 1));
  }

  private Page open(Browser.NewContextOptions options) {
    Page opened = chromium.browser().newContext(options).newPage();
    opened.context().onRequest(request -> requests.add(request.url()));
    opened.context().onConsoleMessage(message -> complaints.add(message.text()));
    opened.onPageError(complaints::add);
    visit(opened);
    return opened;
  }

  private void visit(Page visitor) {
    visitor.navigate("http://127.0.0.1:%d/".formatted(server.port()));
  }

  @AfterEach
  void everythingCameFromTheServer() {
    page.context().close();
    server.close();
    assertThat(requests).isNotEmpty().allMatch(url -> url.matches("(http://127.0.0.1:|data:).*"));
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  private void choose(String name) {
    assertThat(page.getByLabel("Model").locator("option")).hasCount(2);
    page.getByLabel("Model").selectOption(name);
  }

  private Locator status() {
    return page.getByRole(AriaRole.STATUS);
  }

  private Locator alert() {
    return page.getByRole(AriaRole.ALERT);
  }

  private void ask(String question) {
    page.getByLabel("Question").fill(question);
    page.getByLabel("Question").press("Enter");
  }

  @Test
  void streamsTheAnswerAboutAPicture() {
    CountDownLatch more = new CountDownLatch(1);
    model.script =
        onText -> {
          onText.accept("It is ");
          more.await();
          onText.accept(HOSTILE);
          return generation("It is " + HOSTILE);
        };
    choose("scripted");
    page.getByLabel("Picture").setInputFiles(OWL);
    assertThat(page.locator("#shown")).isVisible();
    ask("What is it?");
    assertThat(page.locator("#answer")).hasText("It is");
    assertThat(status()).hasText("The model is at work …");
    more.countDown();
    assertThat(status()).hasText("Done.");
    assertThat(page.locator("#answer")).hasText("It is " + HOSTILE);
    assertThat(page.locator("#answer *")).hasCount(0);
    assertThat(page.title()).isEqualTo("DeepEyes playground");
    Picture sent = model.conversations.element().getLast().pictures().getFirst();
    assertThat(sent.digest()).isEqualTo(PictureDecoder.decode(OWL).digest());
    assertThat(model.conversations.element().getLast().display()).isEqualTo("<image>What is it?");
    assertThat(complaints).isEmpty();
  }

  private static Generation generation(String text) {
    return new Generation("", text, new int[0], new float[0], FinishReason.END_OF_TURN, 7, 0, 0.1);
  }

  @Test
  void escapeStopsTheAnswer() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    model.script =
        onText -> {
          onText.accept("A beginning");
          try {
            while (true) {
              Thread.sleep(10);
              onText.accept(".");
            }
          } catch (InterruptedException e) {
            stopped.countDown();
            throw e;
          }
        };
    choose("scripted");
    ask("Go on");
    assertThat(page.locator("#answer")).containsText("A beginning");
    page.keyboard().press("Escape");
    assertThat(status()).hasText("Stopped.");
    assertThat(page.locator("#answer")).containsText("A beginning");
    assertThat(page.locator("#stop")).isDisabled();
    assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(alert()).isEmpty();
    assertThat(complaints).isEmpty();
  }

  @Test
  void showsTheTurnsOfTheAgentAndItsTrace() {
    AtomicInteger turn = new AtomicInteger();
    List<String> turns =
        List.of(
            "<think>Cut.</think><code>\n```python\n1\n```\n</code>",
            "<think>" + HOSTILE + "</think><answer>An owl</answer>");
    model.script =
        onText -> {
          String text = turns.get(turn.getAndIncrement());
          return ScriptedModel.says(FinishReason.END_OF_TURN, text).play(onText);
        };
    assertThat(page.getByLabel("Model")).hasValue("scripted-agent");
    page.getByLabel("Picture").setInputFiles(OWL);
    ask("What is it?");
    assertThat(status()).hasText("Done after 2 turns: answer.");
    assertThat(page.locator("#turns")).containsText("Cut.");
    assertThat(page.locator("#turns")).containsText(HOSTILE);
    assertThat(page.locator("#turns *")).hasCount(0);
    assertThat(page.locator("#answer")).hasText("An owl");
    Page trace = page.context().waitForPage(() -> page.getByText("Open the trace").press("Enter"));
    assertThat(trace.locator(".turn")).hasCount(2);
    assertThat(trace.locator("img")).hasCount(2);
    assertThat(complaints).isEmpty();
  }

  @Test
  void takesADroppedAndAPastedPicture() {
    String event =
        """
        ([type, base64]) => {
          const data = new DataTransfer();
          const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
          data.items.add(new File([bytes], `${type}.png`, {type: 'image/png'}));
          document.body.dispatchEvent(type === 'drop'
            ? new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data})
            : new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data}));
        }
        """;
    String png =
        Base64.getEncoder().encodeToString(PictureDecoder.decode(OWL).crop(0, 0, 40, 30).toPng());
    for (String type : List.of("drop", "paste")) {
      page.evaluate(event, Arrays.asList(type, png));
      assertThat(status()).hasText("Picture: %s.png".formatted(type));
      page.getByText("Remove the picture").click();
      assertThat(page.locator("#shown")).isHidden();
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void aBadPictureIsNamedInOneLine() {
    choose("scripted");
    byte[] text = "no picture".getBytes(StandardCharsets.UTF_8);
    page.getByLabel("Picture").setInputFiles(new FilePayload("a.png", "image/png", text));
    assertThat(alert()).hasText("a.png: not a picture that this browser can read.");
    String svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
    page.getByLabel("Picture")
        .setInputFiles(
            new FilePayload("a.svg", "image/svg+xml", svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(status()).hasText("Picture: a.svg");
    ask("What?");
    assertThat(alert()).containsText("The server refused: messages[0].content[0].image_url");
  }

  @Test
  void aServerThatIsBusyOrGoneIsNamedInOneLine() throws InterruptedException {
    choose("scripted");
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch may = new CountDownLatch(1);
    model.script = ScriptedModel.waits(running, may, ScriptedModel.says(FinishReason.LENGTH, "x"));
    Thread other =
        Thread.ofVirtual()
            .start(() -> {
              try {
                new Client(server)
                    .chat("{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    ask("What?");
    assertThat(alert())
        .hasText(
            "The server is busy: 1 requests run or wait, more are not taken. Ask again in 1 s.");
    may.countDown();
    other.join();
    ask("What?");
    assertThat(status()).hasText("Done. Cut off: a limit was reached.");
    assertThat(alert()).isEmpty();
    server.close();
    ask("What?");
    assertThat(alert()).hasText("The server cannot be reached.");
  }

  @Test
  void asksForTheToken() {
    server.close();
    server = serve(TOKEN);
    visit(page);
    assertThat(alert()).containsText("no valid bearer token");
    assertThat(page.getByLabel("Bearer token")).isFocused();
    page.keyboard().type(TOKEN);
    page.keyboard().press("Tab");
    choose("scripted");
    ask("Hi");
    assertThat(page.locator("#answer")).hasText("Hello there");
    assertThat(alert()).isEmpty();
  }

  @Test
  void worksByTheKeyboardAlone() {
    assertThat(page.getByLabel("Model")).hasValue("scripted-agent");
    page.keyboard().press("Tab");
    assertThat(page.getByLabel("Picture")).isFocused();
    page.keyboard().press("Tab");
    assertThat(page.getByLabel("Question")).isFocused();
    page.keyboard().type("One");
    page.keyboard().press("Shift+Enter");
    page.keyboard().type("Two");
    page.keyboard().press("Tab");
    page.keyboard().press("ArrowUp");
    assertThat(page.getByLabel("Model")).hasValue("scripted");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page.locator("#answer")).hasText("Hello there");
    assertThat(model.conversations.element().getLast().display()).isEqualTo("One\nTwo");
    assertThat(complaints).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void fitsAPhoneInLightAndDark(ColorScheme scheme) {
    page.context().close();
    page = open(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(360, 740));
    choose("scripted");
    Chromium.assertFits(page);
    page.getByLabel("Picture").setInputFiles(OWL);
    model.script = ScriptedModel.says(FinishReason.END_OF_TURN, "long".repeat(200));
    ask("What is it?");
    assertThat(status()).hasText("Done.");
    Chromium.assertFits(page);
    assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo(scheme == ColorScheme.DARK ? "rgb(22, 24, 26)" : "rgb(255, 255, 255)");
    assertThat(complaints).isEmpty();
  }
}
