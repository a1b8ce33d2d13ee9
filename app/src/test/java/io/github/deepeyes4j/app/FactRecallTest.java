package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchTools;
import io.github.deepeyes4j.search.text.CachedIndex;
import io.github.deepeyes4j.search.text.Encoding;
import io.github.deepeyes4j.search.text.Progress;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Document;
import io.github.deepeyes4j.world.assets.Fact;
import io.github.deepeyes4j.world.assets.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Recall: for how many of 200 questions the page that states the answer, the only one that does,
/// is among the five rows.
class FactRecallTest {
  private static final int QUESTIONS = 200;

  private static final Assets ASSETS = Assets.load(Path.of("../assets"));

  /// Ways to ask for a fact.
  enum Wording {
    /// With the words of the page.
    PLAIN,
    /// The attribute in words that the page does not use for it.
    OTHER_WORDS;

    String of(Fact fact) {
      return switch (this) {
        case PLAIN -> "What is the %s of %s?".formatted(fact.attribute(), fact.entity());
        case OTHER_WORDS ->
            Objects.requireNonNull(OTHER.get(fact.attribute())).formatted(fact.entity());
      };
    }
  }

  private static final Map<String, String> OTHER =
      Map.of(
          "capital", "In which city does the government of %s sit?",
          "highest point", "What is the tallest mountain in %s called?",
          "lowest point", "What is the deepest place in %s?",
          "number of airports", "How many airfields are there in %s?",
          "coastline", "How long is the seashore of %s?",
          "national symbol", "Which animal or plant stands for %s?",
          "year of independence", "When did %s become a sovereign state?",
          "symbol", "How do chemists abbreviate %s?",
          "atomic number", "How many protons does %s have?",
          "atomic weight", "How heavy is an atom of %s?");

  /// Facts that one document states, drawn by a fixed seed.
  private static List<Fact> facts() {
    List<Fact> facts =
        new ArrayList<>(
            Arrays.stream(Split.values())
                .flatMap(split -> ASSETS.facts(split).stream())
                .filter(fact ->
                    ASSETS.documents().stream()
                            .filter(page -> page.text().contains(fact.evidence()))
                            .count()
                        == 1)
                .toList());
    Collections.shuffle(facts, new Random(11));
    return facts.subList(0, QUESTIONS);
  }

  private static double recall(Encoding encoding, Wording wording) throws Exception {
    Map<String, String> urls =
        ASSETS.documents().stream().collect(Collectors.toMap(Document::id, Document::url));
    int found = 0;
    try (SearchClient search =
        new SearchTools(CachedIndex.open(ASSETS.corpus(), encoding, Progress.silent()))) {
      for (Fact fact : facts()) {
        String url = urls.get(fact.documentId());
        SearchResult.Found result = (SearchResult.Found) search.searchText(wording.of(fact));
        if (result.hits().stream().anyMatch(hit -> hit.link().equals(url))) {
          found++;
        }
      }
    }
    return (double) found / QUESTIONS;
  }

  @ParameterizedTest
  @EnumSource(Wording.class)
  void findsThePageThatStatesTheFact(Wording wording) throws Exception {
    double fused = recall(Encoding.MINILM, wording);
    double words = recall(Encoding.NONE, wording);
    System.out.printf("recall@5, %s: fused %.3f, BM25 alone %.3f%n", wording, fused, words);
    assertThat(fused).isGreaterThanOrEqualTo(0.95);
  }
}
