package io.github.deepeyes4j.search.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.SearchRequest;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextIndexTest {
  private static TextIndex shipped;

  @BeforeAll
  static void index(@TempDir Path folder) {
    Corpus corpus = Corpus.read(List.of(Corpora.SHIPPED));
    IndexBuilder.build(corpus, folder, null, Progress.silent());
    shipped = TextIndex.open(folder);
  }

  @AfterAll
  static void close() {
    shipped.close();
  }

  private static List<SearchHit> hits(TextIndex index, String query) throws Exception {
    return ((SearchResult.Found) index.search(new SearchRequest.Text(query, 5))).hits();
  }

  private static TextIndex fused(Path folder, List<Document> documents) {
    IndexBuilder.build(Corpus.of(documents), folder, new FakeEncoder(), Progress.silent());
    return TextIndex.open(folder, new FakeEncoder());
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
  void findsThePageAndShowsThePassage(String query, String title, String passage) throws Exception {
    assertThat(hits(shipped, query))
        .hasSizeLessThanOrEqualTo(5)
        .anySatisfy(hit -> {
          assertThat(hit.title()).isEqualTo(title);
          assertThat(hit.snippet()).contains(passage).hasSizeLessThanOrEqualTo(160);
        });
  }

  @Test
  void forgivesOneWrongLetter() throws Exception {
    assertThat(hits(shipped, "capital of GERMXNY"))
        .extracting(SearchHit::title)
        .contains("Germany");
  }

  @ParameterizedTest
  @ValueSource(strings = {"qqqqzzzz", "?! ()", ""})
  void nothingMatchesNothing(String query) throws Exception {
    assertThat(hits(shipped, query)).isEmpty();
  }

  @Test
  void queriesAreTextNotSyntax() throws Exception {
    assertThat(hits(shipped, "capital: +FRANCE* AND \"(~"))
        .extracting(SearchHit::title)
        .contains("France");
  }

  @Test
  void givesAsManyRowsAsAskedFor() throws Exception {
    SearchResult result = shipped.search(new SearchRequest.Text("capital", 10));
    assertThat(((SearchResult.Found) result).hits()).hasSize(10);
  }

  @Test
  void hasNoPictures() throws Exception {
    Picture picture = Picture.of(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB));
    assertThat(shipped.search(new SearchRequest.Image(picture, 5)))
        .isInstanceOf(SearchResult.Refused.class);
  }

  @Test
  void findsByMeaningWhatHasOtherWords(@TempDir Path folder) throws Exception {
    List<Document> documents = new ArrayList<>(Corpora.numbered(0, 50));
    documents.add(Corpora.document("t", "tiger", "A large striped feline."));
    documents.add(Corpora.document("i", "iron", "Smelted from ore."));
    try (TextIndex index = fused(folder, documents);
        TextIndex words = TextIndex.inMemory(documents)) {
      assertThat(hits(words, "kitten")).isEmpty();
      assertThat(hits(index, "kitten").getFirst().title()).isEqualTo("tiger");
      assertThat(hits(index, "copper").getFirst().title()).isEqualTo("iron");
    }
  }

  @Test
  void bothRankingsTogetherBeatEach(@TempDir Path folder) throws Exception {
    List<Document> documents = new ArrayList<>();
    documents.add(Corpora.document("words", "supper", "Supper, supper, supper."));
    documents.add(Corpora.document("meaning", "cat", "A tiger, a feline."));
    documents.add(Corpora.document("both", "supper of a tiger", "The supper of a cat."));
    for (int i = 0; i < 5; i++) {
      documents.add(Corpora.document("w" + i, "meal", "Some eat it late, some call it supper."));
      documents.add(Corpora.document("m" + i, "beast", "Some call it a cat, others do not."));
    }
    try (TextIndex index = fused(folder, documents)) {
      assertThat(hits(index, "supper kitten").getFirst().link()).isEqualTo("http://pages/both");
    }
  }

  @Test
  void aPageOfManyPassagesIsOneRow(@TempDir Path folder) throws Exception {
    String filler =
        IntStream.range(0, 8000)
            .mapToObj(i -> "Filler copper " + i + ".")
            .collect(Collectors.joining(" "));
    List<Document> documents = new ArrayList<>(Corpora.numbered(0, 10));
    documents.add(
        Corpora.document("b", "book", filler + " The tiger is called Fred. Copper. " + filler));
    try (TextIndex index = fused(folder, documents)) {
      List<SearchHit> hits = hits(index, "copper");
      assertThat(hits).hasSize(5).extracting(SearchHit::title).doesNotHaveDuplicates();
      assertThat(hits.getFirst().title()).isEqualTo("book");
      assertThat(hits(index, "how is the tiger called").getFirst().snippet())
          .startsWith("The tiger is called Fred.");
    }
  }
}
