package io.github.deepeyes4j.search.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.service.fetch.FakeWeb;
import io.github.deepeyes4j.service.fetch.FakeWeb.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveEnginesTest {
  private static LiveEngines engines(Map<String, String> environment) {
    return new LiveEngines(environment, _ -> Optional.empty());
  }

  @Test
  void makesEveryNamedEngineAndReader() {
    Map<String, String> environment =
        Map.of(
            "SERPAPI_API_KEY",
            "key-1",
            "SERPER_API_KEY",
            "key-2",
            "BRAVE_API_KEY",
            "key-3",
            "SEARXNG_URL",
            "http://localhost:8080/searx",
            "SEARCH_R1_URL",
            "http://retriever:8000",
            "SEARCH_COUNTRY",
            "de",
            "SEARCH_LANGUAGE",
            "de");
    try (LiveEngines engines = engines(environment)) {
      assertThat(
              Stream.concat(LiveEngines.TEXT.stream(), LiveEngines.PICTURES.stream())
                  .map(name -> engines.engine(name).id()))
          .containsExactly(
              "serpapi(engine=google,gl=de,hl=de)",
              "serper(gl=de,hl=de)",
              "brave(country=de,search_lang=de)",
              "searxng(localhost:8080/searx,language=de)",
              "search-r1(retriever:8000/)",
              "serpapi(engine=google_lens,type=visual_matches,gl=de,hl=de)");
      assertThat(LiveEngines.READERS.stream().map(name -> engines.reader(name).id()))
          .containsExactly("direct", "jina");
    }
  }

  @Test
  void asksAServiceUpToItsMonthlyCap(@TempDir Path state) throws InterruptedException {
    try (FakeWeb web = FakeWeb.local().on("/s/search", Answer.json("{\"results\": []}"));
        LiveEngines engines =
            engines(
                Map.of(
                    "SEARXNG_URL", web.url("/s/"),
                    "SEARXNG_PER_MONTH", "1",
                    "XDG_STATE_HOME", state.toString()))) {
      SearchRequest request = new SearchRequest.Text("x", 3);
      assertThat(engines.engine("searxng").search(request)).isInstanceOf(SearchResult.Found.class);
      assertThat(engines.engine("searxng").search(request))
          .isInstanceOf(SearchResult.Unavailable.class)
          .asString()
          .contains("quota used up: all 1 requests of");
      assertThat(Files.exists(state.resolve("deepeyes4j/SEARXNG.json"))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          google       | A | x          | 'google' is no search provider; allowed: serpapi, serper, brave, searxng, search-r1 for words, serpapi-lens for pictures
          serpapi      | A | x          | SERPAPI_API_KEY: not set; this provider needs a key
          serpapi-lens | A | x          | SERPAPI_API_KEY: not set; this provider needs a key
          serper       | SERPER_API_KEY | `  ` | SERPER_API_KEY: not set; this provider needs a key
          brave        | BRAVE_API_KEY | a b    | BRAVE_API_KEY: not a key: at least 4 printable ASCII characters without spaces are needed
          searxng      | A | x          | SEARXNG_URL: not set; this provider needs its address
          searxng      | SEARXNG_URL | localhost:80 | SEARXNG_URL: not an address of a service; allowed: http(s)://host[:port][/path]
          search-r1    | A | x          | SEARCH_R1_URL: not set; this provider needs its address
          brave        | SEARCH_COUNTRY | Germany | country 'Germany': two lower-case letters are needed, as in us
          brave        | SEARCH_LANGUAGE | DE | language 'DE': a lower-case code is needed, as in en or pt-br
          """)
  void saysWhatIsMissing(String name, String variable, String value, String message) {
    assertThatThrownBy(
            () -> {
              try (LiveEngines engines = engines(Map.of(variable, value))) {
                engines.engine(name);
              }
            })
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"BRAVE_PER_SECOND, 0", "BRAVE_PER_SECOND, fast", "BRAVE_PER_MONTH, -1"})
  void refusesLimitsThatAreNone(String variable, String value) {
    try (LiveEngines engines = engines(Map.of("BRAVE_API_KEY", "key-1", variable, value))) {
      assertThatThrownBy(() -> engines.engine("brave"))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              "%s: '%s' is not a whole number from 1 to 999999999".formatted(variable, value));
    }
  }

  @Test
  void namesTheReadersThereAre() {
    try (LiveEngines engines = engines(Map.of())) {
      assertThatThrownBy(() -> engines.reader("lynx"))
          .isInstanceOf(BadInputException.class)
          .hasMessage("'lynx' is no page reader; allowed: direct, jina");
    }
  }
}
