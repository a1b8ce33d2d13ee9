package io.github.deepeyes4j.search.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakGuardTest {
  private static final Blocklist STANDARD = Blocklist.standard();

  /// Ten rows, of which those with an even number are blocked.
  private static final SearchEngine ENGINE =
      new SearchEngine() {
        @Override
        public String id() {
          return "ten";
        }

        @Override
        public SearchResult search(SearchRequest request) {
          return new SearchResult.Found(
              java.util.stream.IntStream.range(0, request.top())
                  .mapToObj(i -> (i % 2 == 0 ? "https://huggingface.co/" : "https://fine.org/") + i)
                  .map(link -> new SearchHit("t", link, null, null, null))
                  .toList());
        }

        @Override
        public void close() {}
      };

  @Test
  void rowsMoveUpAndRemovalsAreCounted() throws InterruptedException {
    LeakGuard guard = new LeakGuard(ENGINE, STANDARD);
    SearchResult result = guard.search(new SearchRequest.Text("q", 5));
    assertThat(((SearchResult.Found) result).hits().stream().map(SearchHit::link))
        .containsExactly(
            "https://fine.org/1",
            "https://fine.org/3",
            "https://fine.org/5",
            "https://fine.org/7",
            "https://fine.org/9");
    assertThat(guard.removed()).hasSize(5);
    assertThat(guard.removed().getFirst())
        .isEqualTo(
            new LeakGuard.Removed(
                "q", "https://huggingface.co/0", "host huggingface.co", List.of("all")));
    assertThat(guard.id()).startsWith("ten without 1:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://huggingface.co/datasets/x",
        "http://WWW.HuggingFace.co:80/",
        "https://user@huggingface.co./x",
        "https://cdn.huggingface.co/x",
        "huggingface.co",
        "https://example.org/RealX-Bench/1",
        "https://example.org/a?next=simplevqa",
        "https://example.org/fvqa",
      })
  void blocks(String link) {
    assertThat(STANDARD.blocking(link)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://nothuggingface.co/",
        "https://example.org/huggingface.co",
        "https://en.wikipedia.org/wiki/Paris",
        "",
      })
  void passes(String link) {
    assertThat(STANDARD.blocking(link)).isEmpty();
  }

  @Test
  void knowsPagesByDigestAndPrefix() {
    String page = Digests.sha256("a.org/answers");
    Blocklist list =
        Blocklist.parse(
            """
            version: "2"
            rules:
              - {page: %s, benchmarks: [x], reason: r, since: 2026-01-01}
              - {prefix: b.org/data, benchmarks: [x], reason: r, since: 2026-01-01}
            """
                .formatted(page),
            "list");
    assertThat(list.blocking("https://www.a.org/answers/#two")).isPresent();
    assertThat(list.blocking("https://a.org/answers/two")).isEmpty();
    assertThat(list.blocking("https://b.org/database")).isPresent();
    assertThat(list.blocking("https://b.org/")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{reason: r}|exactly one of host, prefix, pattern and page",
        "{host: a, prefix: b, reason: r}|exactly one of host, prefix, pattern and page",
        "{pattern: '(', reason: r}|pattern (",
        "{hosts: a, reason: r}|hosts"
      })
  void badRulesAreNamed(String rule, String message) {
    String full = rule.replace("}", ", benchmarks: [x], since: 2026-01-01}");
    assertThatThrownBy(() -> Blocklist.parse("version: \"1\"\nrules: [" + full + "]", "list"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
