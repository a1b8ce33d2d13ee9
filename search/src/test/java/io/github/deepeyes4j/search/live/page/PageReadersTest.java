package io.github.deepeyes4j.search.live.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.live.Clients;
import io.github.deepeyes4j.search.live.client.ApiKey;
import io.github.deepeyes4j.search.live.client.ProviderClient;
import io.github.deepeyes4j.service.fetch.FakeWeb;
import io.github.deepeyes4j.service.fetch.FakeWeb.Answer;
import io.github.deepeyes4j.service.fetch.FetchException;
import io.github.deepeyes4j.service.fetch.FetchLimits;
import io.github.deepeyes4j.service.fetch.Guards;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageReadersTest {
  /// A page as pages are: the text between a menu and a footer.
  private static final String PAGE =
      """
      <html><head><title>Eiffel Tower</title><style>p {color: red}</style></head><body>
      <nav><a href="/">Home</a> <a href="/all">All towers</a></nav>
      <ul><li><a href="/a">Towers</a></li><li><a href="/b">Bridges</a></li></ul>
      <h1>The Eiffel Tower</h1>
      <p>The Eiffel Tower is a wrought-iron lattice tower on the Champ de Mars in Paris, named after
      the engineer whose company designed and built it from 1887 to 1889.</p>
      <p style="display: none">Buy cheap towers now, as many as you like, at the best price ever.</p>
      <p>It is 330 metres tall, about the same height as an 81-storey building, and the tallest
      structure in Paris. Its base is square, measuring 125 metres on each side.</p>
      <table><tr><th>Height</th><td>330 m</td></tr><tr><th>Opened</th><td>1889</td></tr></table>
      <div><a href="/x">Share</a> | <a href="/y">Print this page</a> | <a href="/z">Contact us</a></div>
      <footer>© 2024 Towers Ltd. All rights reserved.</footer>
      <script>track("you")</script></body></html>
      """;

  private final FakeWeb site = FakeWeb.at(Guards.PUBLIC);
  private final WebFetcher fetcher = new WebFetcher(Guards.of(Map.of()), FetchLimits.DEFAULT);
  private final DirectReader direct = new DirectReader(fetcher);
  private final ProviderClient client = Clients.quick(ApiKey.none());

  @AfterEach
  void close() {
    client.close();
    fetcher.close();
    site.close();
  }

  private JinaReader jina() {
    return new JinaReader(HttpUrl.get(site.url("/reader")), client);
  }

  @Test
  void keepsTheContentOfAPage() throws InterruptedException {
    site.on("/page", Answer.of(200, "text/html; charset=utf-8", PAGE));
    Page page = direct.read(site.url("/page"));
    assertThat(page.title()).isEqualTo("Eiffel Tower");
    assertThat(page.text().lines())
        .containsExactly(
            "The Eiffel Tower",
            "The Eiffel Tower is a wrought-iron lattice tower on the Champ de Mars in Paris, named "
                + "after the engineer whose company designed and built it from 1887 to 1889.",
            "It is 330 metres tall, about the same height as an 81-storey building, and the "
                + "tallest structure in Paris. Its base is square, measuring 125 metres on each "
                + "side.",
            "Height 330 m",
            "Opened 1889");
  }

  @Test
  void keepsWhatAShortPageSays() throws InterruptedException {
    site.on("/page", Answer.of(200, "text/html", "<a href='/'>Home</a><p>Opens at nine."));
    assertThat(direct.read(site.url("/page")).text()).isEqualTo("Opens at nine.");
  }

  @Test
  void readsWhatThePageMarksAsMain() throws InterruptedException {
    site.on(
        "/page",
        Answer.of(200, "text/html", "<p>" + "Around it. ".repeat(20) + "<main><p>In it.</main>"));
    assertThat(direct.read(site.url("/page")).text()).isEqualTo("In it.");
  }

  @ParameterizedTest
  @CsvSource({"UTF-8, ''", "ISO-8859-1, charset=ISO-8859-1", "Shift_JIS, charset=Shift_JIS"})
  void readsCharsets(String charset, String parameter) throws InterruptedException {
    String text = charset.equals("Shift_JIS") ? "東京は日本の首都です。" : "Größe über alles";
    String html = "<meta charset=utf-8><p>" + text;
    byte[] bytes = html.getBytes(Charset.forName(charset));
    site.on("/page", Answer.of(200, Map.of("Content-Type", "text/html; " + parameter), bytes));
    assertThat(direct.read(site.url("/page")).text()).isEqualTo(text);
  }

  @Test
  void readsPlainTextAndJsonAsTheyAre() throws InterruptedException {
    site.on("/text", Answer.of(200, "text/plain", " one\n two "));
    site.on("/json", Answer.json("{\"a\": 1}"));
    assertThat(direct.read(site.url("/text")).text()).isEqualTo("one\n two");
    assertThat(direct.read(site.url("/json")).text()).isEqualTo("{\"a\": 1}");
  }

  @Test
  void survivesDeepNesting() throws InterruptedException {
    site.on("/deep", Answer.of(200, "text/html", "<div>".repeat(200_000) + "Deep down."));
    assertThat(direct.read(site.url("/deep")).text()).isEqualTo("Deep down.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<nav>Menu</nav><script>write('text')</script>", "<p> &nbsp; "})
  void anEmptyPageIsAFailure(String html) throws InterruptedException {
    site.on("/page", Answer.of(200, "text/html", html));
    var heard =
        Exchange.listen(() -> {
          assertThatThrownBy(() -> direct.read(site.url("/page")))
              .isInstanceOf(FetchException.class)
              .hasMessage(site.url("/page") + ": no text on the page");
          return 0;
        });
    assertThat(heard.exchanges())
        .containsExactly(
            new Exchange(
                "GET " + site.url("/page"), 0, site.url("/page") + ": no text on the page"));
  }

  @Test
  void readsThroughJina() throws InterruptedException {
    site.on(
        "/reader/https://a.example/page",
        Answer.json(
            "{\"code\": 200, \"data\": {\"title\": \"T\", \"url\": \"https://a.example/page\", "
                + "\"content\": \"# T\\n\\nText\"}}"));
    assertThat(jina().read("https://a.example/page?q=1"))
        .isEqualTo(new Page("https://a.example/page?q=1", "T", "# T\n\nText"));
    assertThat(site.last().header("Accept")).isEqualTo("application/json");
    assertThat(site.last().uri()).hasToString("/reader/https://a.example/page?q=1");
  }

  @Test
  void postsAddressesWithAFragmentToJina() throws InterruptedException {
    site.on("/reader/", Answer.json("{\"data\": {\"title\": \"T\", \"content\": \"Text\"}}"));
    jina().read("https://a.example/#/route");
    assertThat(site.last().method()).isEqualTo("POST");
    assertThat(new String(site.last().body(), StandardCharsets.UTF_8))
        .isEqualTo("url=https%3A%2F%2Fa.example%2F%23%2Froute");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {"data": {"title": "T", "content": " "}} | no text on the page
          200 | {"data": null}                           | the answer has no 'content'
          200 | <html>                                   | the answer is not JSON
          402 | {"readableMessage": "InsufficientBalanceError: Account balance not enough"} | quota used up
          422 | {"readableMessage": "AssertionFailureError: bad"} | HTTP 422: AssertionFailureError: bad
          503 | {"message": "overloaded"}                | HTTP 503: overloaded
          """)
  void saysWhatJinaDidWrong(int status, String body, String reason) {
    site.on("/reader/https://a.example/", Answer.json(status, body));
    assertThatThrownBy(() -> jina().read("https://a.example/"))
        .isInstanceOf(FetchException.class)
        .hasMessageStartingWith("https://a.example/: jina: ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://192.168.0.1/", "http://user:pass@a.example/", "file:///etc/passwd"})
  void tellsJinaNothingPrivate(String url) {
    assertThatThrownBy(() -> jina().read(url))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("refused");
    assertThat(site.asked()).isEmpty();
  }
}
