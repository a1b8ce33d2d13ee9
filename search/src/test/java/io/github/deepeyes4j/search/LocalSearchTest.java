package io.github.deepeyes4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalSearchTest {
  private static final LocalSearch SEARCH =
      LocalSearch.open(Path.of("../assets/corpus/documents.jsonl"));

  private static List<SearchHit> hits(LocalSearch search, String query) {
    return ((SearchResult.Found) search.search(new SearchRequest.Text(query, 5))).hits();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "capital of France|France|Capital: Paris",
        "atomic weight of iron|Iron|Atomic weight: 55.847",
        "highest point of BURMA|Burma|Highest point: Gamlang Razi",
        "what is a hyacinth|hyacinth|bulbous perennial herbs"
      })
  void findsThePageAndShowsThePassage(String query, String title, String passage) {
    assertThat(hits(SEARCH, query))
        .hasSizeLessThanOrEqualTo(5)
        .anySatisfy(hit -> {
          assertThat(hit.title()).isEqualTo(title);
          assertThat(hit.snippet()).contains(passage).hasSizeLessThanOrEqualTo(160);
        });
  }

  @Test
  void forgivesOneWrongLetter() {
    assertThat(hits(SEARCH, "capital of GERMXNY")).extracting(SearchHit::title).contains("Germany");
  }

  @Test
  void nothingMatchesNothing() {
    assertThat(hits(SEARCH, "qqqqzzzz")).isEmpty();
    assertThat(hits(SEARCH, "?! ()")).isEmpty();
  }

  @Test
  void queriesAreTextNotSyntax() {
    assertThat(hits(SEARCH, "title:France AND \"(")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": \"1\"}|corpus.jsonl:1: field 'title' is missing",
        "{\"id\": \"1\", \"name\": \"x\"}|corpus.jsonl:1: unknown field 'name'",
        "[]|corpus.jsonl:1: expected a JSON object",
        "{|corpus.jsonl:1: not JSON",
        "''|an empty corpus"
      })
  void namesWhatIsWrongWithACorpus(String line, String message, @TempDir Path folder)
      throws Exception {
    Path corpus = folder.resolve("corpus.jsonl");
    Files.writeString(corpus, line + "\n");
    assertThatThrownBy(() -> LocalSearch.open(corpus))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesAMissingCorpus() {
    assertThatThrownBy(() -> LocalSearch.open(Path.of("nowhere.jsonl")))
        .isInstanceOf(BadInputException.class)
        .hasMessage("nowhere.jsonl: no such corpus");
  }
}
