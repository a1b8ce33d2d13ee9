package io.github.deepeyes4j.search.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.search.live.client.ApiKey;
import io.github.deepeyes4j.search.live.client.ApiKey.Place;
import io.github.deepeyes4j.service.fetch.FakeWeb;
import io.github.deepeyes4j.service.fetch.FakeWeb.Answer;
import io.github.deepeyes4j.service.fetch.FetchLimits;
import io.github.deepeyes4j.service.fetch.Guards;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Each provider's request, and its answers as they are documented.
class TextProvidersTest {
  private static final String KEY = "secret-key-1";

  private final FakeWeb web = FakeWeb.local();
  private final WebFetcher fetcher = new WebFetcher(Guards.of(Map.of()), FetchLimits.DEFAULT);

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
  }

  /// A provider, where it is asked, and its ways of saying two rows and none.
  enum Case {
    SERPAPI(
        "/search.json",
        """
        {"search_metadata": {"id": "x", "status": "Success"}, "organic_results": [
          {"position": 1, "title": "Eiffel Tower", "link": "https://a.example/1",
           "snippet": "330 m tall", "date": "May 1, 2024"},
          {"title": "Second", "link": "https://b.example/2"}, {"title": "Without a link"}]}\
        """,
        """
        {"search_metadata": {"status": "Success"},
         "search_information": {"organic_results_state": "Fully empty"},
         "error": "Google hasn't returned any results for this query."}\
        """),
    SERPER(
        "/search",
        """
        {"searchParameters": {"q": "x"}, "organic": [
          {"title": "Eiffel Tower", "link": "https://a.example/1", "snippet": "330 m tall",
           "date": "May 1, 2024", "position": 1},
          {"title": "Second", "link": "https://b.example/2", "snippet": null},
          {"link": "https://c.example/"}], "credits": 1}\
        """,
        """
        {"searchParameters": {"q": "x"}, "organic": []}\
        """),
    BRAVE(
        "/res/v1/web/search",
        """
        {"type": "search", "web": {"type": "search", "results": [
          {"title": "Eiffel Tower", "url": "https://a.example/1", "description": "330 m tall",
           "age": "May 1, 2024"},
          {"title": "Second", "url": "https://b.example/2", "description": ""},
          {"title": "Without a link"}]}}\
        """,
        """
        {"type": "search", "query": {"original": "x"}}\
        """),
    SEARXNG(
        "/search",
        """
        {"query": "x", "number_of_results": 0, "results": [
          {"url": "https://a.example/1", "title": "Eiffel Tower", "content": "330 m tall",
           "publishedDate": "May 1, 2024", "engine": "brave"},
          {"url": "https://b.example/2", "title": "Second", "content": "", "publishedDate": null},
          {"title": "Without a link"}], "unresponsive_engines": [["google", "timeout"]]}\
        """,
        """
        {"query": "x", "results": [], "unresponsive_engines": []}\
        """),
    SEARCH_R1(
        "/retrieve",
        """
        {"result": [[
          {"document": {"id": "9", "contents": "\\"Eiffel Tower\\"\\n330 m tall",
            "url": "https://a.example/1", "date": "May 1, 2024"}, "score": 0.9},
          {"document": {"id": "https://b.example/2", "contents": "Second"}, "score": 0.1}]]}\
        """,
        """
        {"result": [[]]}\
        """);

    private final String path;
    private final String full;
    private final String empty;

    Case(String path, String full, String empty) {
      this.path = path;
      this.full = full;
      this.empty = empty;
    }

    Provider at(HttpUrl base) {
      Market market = new Market("us", "en");
      return switch (this) {
        case SERPAPI -> new SerpApi(base, market);
        case SERPER -> new Serper(base, market);
        case BRAVE -> new Brave(base, market);
        case SEARXNG -> new SearXng(base, market);
        case SEARCH_R1 -> new SearchR1(base);
      };
    }

    ApiKey key() {
      return switch (this) {
        case SERPAPI -> ApiKey.of("K", KEY, new Place.Parameter("api_key"));
        case SERPER -> ApiKey.of("K", KEY, new Place.Header("X-API-KEY", ""));
        case BRAVE -> ApiKey.of("K", KEY, new Place.Header("X-Subscription-Token", ""));
        case SEARXNG, SEARCH_R1 -> ApiKey.none();
      };
    }
  }

  private SearchResult search(Case provider, Answer... answers) throws InterruptedException {
    web.on(provider.path, answers);
    try (var client = Clients.quick(provider.key())) {
      LiveEngine engine = new LiveEngine(provider.at(HttpUrl.get(web.url("/"))), client, fetcher);
      return engine.search(new SearchRequest.Text("how tall? & \"ü\"", 2));
    }
  }

  private String failure(Case provider, Answer... answers) throws InterruptedException {
    return ((SearchResult.Unavailable) search(provider, answers)).reason();
  }

  @ParameterizedTest
  @EnumSource
  void readsRows(Case provider) throws InterruptedException {
    assertThat(search(provider, Answer.json(provider.full)))
        .isEqualTo(
            new SearchResult.Found(
                List.of(
                    new SearchHit(
                        "Eiffel Tower", "https://a.example/1", "330 m tall", "May 1, 2024", null),
                    new SearchHit("Second", "https://b.example/2", null, null, null))));
  }

  @ParameterizedTest
  @EnumSource
  void nothingFoundIsAnAnswer(Case provider) throws InterruptedException {
    assertThat(search(provider, Answer.json(provider.empty)))
        .isEqualTo(new SearchResult.Found(List.of()));
  }

  @ParameterizedTest
  @EnumSource
  void otherJsonIsAFailureNotAnEmptyResult(Case provider) throws InterruptedException {
    for (String other : List.of("{}", "[]", "null", "7", "{\"results\": 3, \"result\": [{}]}")) {
      assertThat(failure(provider, Answer.json(other))).as(other).contains("answer", "no");
    }
  }

  @ParameterizedTest
  @EnumSource
  void malformedJsonIsAFailure(Case provider) throws InterruptedException {
    String cut = provider.full.substring(0, provider.full.length() / 2);
    for (String body : List.of(cut, "", "<html>hello</html>", "[".repeat(100_000))) {
      assertThat(failure(provider, Answer.json(body))).endsWith("not JSON");
    }
  }

  @ParameterizedTest
  @EnumSource
  void triesThreeTimesWhenBusy(Case provider) throws InterruptedException {
    Answer busy = Answer.json(503, "{\"error\": \"too much to do\"}");
    assertThat(search(provider, busy, busy, Answer.json(provider.full)))
        .isInstanceOf(SearchResult.Found.class);
    assertThat(failure(provider, busy)).endsWith("HTTP 503: too much to do");
    assertThat(web.asked()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SERPAPI   | 401 | {"error": "Invalid API key."} | HTTP 401: Invalid API key. (the key
          SERPAPI   | 429 | {"error": "Your account has run out of searches."} | quota used up
          SERPAPI   | 200 | {"search_metadata": {"status": "Error"}, "error": "Oops."} | 'Error': Oops.
          SERPER    | 403 | {"message": "Unauthorized.", "statusCode": 403} | HTTP 403: Unauthorized.
          SERPER    | 400 | {"message": "Not enough credits", "statusCode": 400} | quota used up
          SERPER    | 400 | {"message": "Query not allowed"} | HTTP 400: Query not allowed
          BRAVE     | 422 | {"error": {"code": "V", "detail": "Bad parameter"}} | HTTP 422: Bad parameter
          BRAVE     | 429 | {"error": {"detail": "Limit", "meta": {"quota_limit": 20, "quota_current": 20}}} | quota used up
          SEARXNG   | 403 | <title>403 Forbidden</title> | service's settings do not allow it
          SEARXNG   | 200 | {"results": [], "unresponsive_engines": [["bing", "CAPTCHA"]]} | "CAPTCHA"
          SEARCH_R1 | 422 | {"detail": [{"msg": "field required"}]} | field required
          SEARCH_R1 | 404 | | HTTP 404: no reason given
          """)
  void saysWhatIsWrong(Case provider, int status, String body, String reason)
      throws InterruptedException {
    assertThat(failure(provider, Answer.json(status, body == null ? "" : body))).contains(reason);
  }

  @ParameterizedTest
  @EnumSource
  void searchesNoPictures(Case provider) throws InterruptedException {
    try (var client = Clients.quick(provider.key())) {
      LiveEngine engine = new LiveEngine(provider.at(HttpUrl.get(web.url("/"))), client, fetcher);
      assertThat(engine.search(new SearchRequest.Image(Clients.PICTURE, 2)))
          .isEqualTo(
              new SearchResult.Refused("Error: this search service searches by words only."));
    }
    assertThat(web.asked()).isEmpty();
  }

  @Test
  void asksSerpApi() throws InterruptedException {
    search(Case.SERPAPI, Answer.json(Case.SERPAPI.full));
    assertThat(web.last().method()).isEqualTo("GET");
    assertThat(web.last().parameters())
        .isEqualTo(
            Map.of(
                "engine",
                "google",
                "q",
                "how tall? & \"ü\"",
                "gl",
                "us",
                "hl",
                "en",
                "num",
                "2",
                "api_key",
                KEY));
  }

  @Test
  void asksSerper() throws InterruptedException {
    search(Case.SERPER, Answer.json(Case.SERPER.full));
    assertThat(web.last().method()).isEqualTo("POST");
    assertThat(web.last().header("X-API-KEY")).isEqualTo(KEY);
    assertThat(web.last().header("Content-Type")).isEqualTo("application/json");
    assertThat(web.last().text())
        .isEqualTo("{\"q\":\"how tall? & \\\"ü\\\"\",\"gl\":\"us\",\"hl\":\"en\",\"num\":2}");
  }

  @Test
  void asksBrave() throws InterruptedException {
    search(Case.BRAVE, Answer.json(Case.BRAVE.full));
    assertThat(web.last().header("X-Subscription-Token")).isEqualTo(KEY);
    assertThat(web.last().parameters())
        .isEqualTo(
            Map.of(
                "q",
                "how tall? & \"ü\"",
                "count",
                "2",
                "country",
                "US",
                "search_lang",
                "en",
                "text_decorations",
                "false"));
  }

  @Test
  void asksSearXng() throws InterruptedException {
    search(Case.SEARXNG, Answer.json(Case.SEARXNG.full));
    assertThat(web.last().parameters())
        .isEqualTo(Map.of("q", "how tall? & \"ü\"", "format", "json", "language", "en"));
  }

  @Test
  void asksSearchR1() throws InterruptedException {
    search(Case.SEARCH_R1, Answer.json(Case.SEARCH_R1.full));
    assertThat(web.last().text())
        .isEqualTo("{\"queries\":[\"how tall? & \\\"ü\\\"\"],\"topk\":2,\"return_scores\":true}");
  }

  @Test
  void readsBareDocumentsOfSearchR1() throws InterruptedException {
    String bare = "{\"result\": [[{\"id\": \"3\", \"contents\": \"Title\\nText\"}]]}";
    assertThat(search(Case.SEARCH_R1, Answer.json(bare)))
        .isEqualTo(
            new SearchResult.Found(List.of(new SearchHit("Title", "3", "Text", null, null))));
  }
}
