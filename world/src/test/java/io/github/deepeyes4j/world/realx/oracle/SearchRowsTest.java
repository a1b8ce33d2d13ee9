package io.github.deepeyes4j.world.realx.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.Observations;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchRowsTest {
  private static final String FOUND =
      Observations.textSearch(
              "q",
              new SearchResult.Found(
                  List.of(
                      page("Forde ferry timetable (KX-2859)", "Adult fare: 9.95 euros."),
                      page("Niue", "Capital: Alofi. Airports: 1 (2013). Area: 1,260 sq km."),
                      page("Bolivia", "Highest point: Nevado Sajama 6,542 m. Symbols: llama; x"),
                      page("Borde ferry timetable (KX-2858)", "Last departure: 17:33."))))
          .text();

  private static SearchHit page(String title, String snippet) {
    return new SearchHit(title, "https://example.org/" + title.length(), snippet, "2015", null);
  }

  @ParameterizedTest
  @CsvSource({
    "KX-2859, Adult fare, 9.95",
    "FORDE, Adult fare, 9.95",
    "KX-2858, Last departure, 17:33",
    "Niue, Capital, Alofi",
    "NIUE, Airports, 1",
    "Niue, Area, '1,260'",
    "Bolivia, Highest point, Nevado Sajama",
    "Bolivia, Symbols, llama",
    "KX-2858, Adult fare, ",
    "Peru, Capital, ",
  })
  void readsWhatARowStates(String key, String label, String value) {
    assertThat(SearchRows.statement(FOUND, key, label).orElse(null)).isEqualTo(value);
  }

  @Test
  void readsTheFirstTitle() {
    SearchResult found =
        new SearchResult.Found(List.of(page("Flag of Niue", ""), page("Flag of Chad", "")));
    assertThat(SearchRows.firstTitle(Observations.imageSearch(found).text())).hasValue("Niue");
    SearchResult none = new SearchResult.Found(List.of());
    assertThat(SearchRows.firstTitle(Observations.imageSearch(none).text())).isEmpty();
  }
}
