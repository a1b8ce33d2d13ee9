package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MmSearchCacheTest {
  private static final Picture ASKED = Pictures.noise(1);
  private static final Picture SHOWN = Pictures.noise(2);

  private static final String ENTRIES =
      """
      {"fvqa_train_0": {"tool_returned_web_title": ["A", "gone", "no picture", "B"],
                        "cached_images_path": ["cached_images/a.png", "cached_images/lost.png",
                                               null, "cached_images/a.png"],
                        "elapsed": 1.5},
       "fvqa_train_1": {"tool_returned_web_title": ["x"], "cached_images_path": [null]}}
      """;

  @TempDir Path folder;

  @BeforeEach
  void writePictures() throws IOException {
    Files.createDirectory(folder.resolve("cached_images"));
    Files.write(folder.resolve("cached_images/a.png"), SHOWN.toPng());
    Files.write(folder.resolve("asked.png"), ASKED.toPng());
    Files.write(folder.resolve("other.png"), Pictures.noise(3).toPng());
    writeQueries("fvqa_train_0\tasked.png\nfvqa_train_1\tother.png\n");
  }

  private void writeQueries(String lines) throws IOException {
    Files.writeString(folder.resolve("cache.queries.tsv"), "id\tpath\n" + lines);
  }

  private MmSearchCache open(String json) throws IOException {
    Files.writeString(folder.resolve("cache.json"), json);
    return MmSearchCache.open(folder.resolve("cache.json"));
  }

  private static SearchResult search(MmSearchCache cache, Picture picture, int top) {
    return cache.search(new SearchRequest.Image(picture, top));
  }

  @Test
  void answersWithTheRowsThatHaveThumbnails() throws IOException {
    assertThat(search(open(ENTRIES), ASKED, 5))
        .isEqualTo(
            new SearchResult.Found(
                List.of(
                    new SearchHit("A", "", null, null, SHOWN),
                    new SearchHit("B", "", null, null, SHOWN))));
  }

  @Test
  void cutsAtTop() throws IOException {
    assertThat(search(open(ENTRIES), ASKED, 1))
        .asInstanceOf(InstanceOfAssertFactories.type(SearchResult.Found.class))
        .satisfies(found -> assertThat(found.hits()).hasSize(1));
  }

  @Test
  void noRowLeftIsAnAnswerToo() throws IOException {
    assertThat(search(open(ENTRIES), Pictures.noise(3), 5))
        .isEqualTo(new SearchResult.Found(List.of()));
  }

  @Test
  void aPictureOfNoQuestionIsAMiss() throws IOException {
    assertThat(search(open(ENTRIES), Pictures.noise(9), 5))
        .isEqualTo(new SearchResult.ReplayMiss(Pictures.noise(9).digest()));
  }

  @Test
  void aDamagedThumbnailIsAFailure() throws IOException {
    Files.writeString(folder.resolve("cached_images/a.png"), "no picture");
    assertThat(search(open(ENTRIES), ASKED, 5)).isInstanceOf(SearchResult.Unavailable.class);
  }

  @Test
  void isNamedByItsContents() throws IOException {
    String id = open(ENTRIES).id();
    assertThat(open(ENTRIES).id()).isEqualTo(id);
    assertThat(open(ENTRIES.replace("\"A\"", "\"C\"")).id()).isNotEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]|not an MMSearch-R1 cache: no object of entries",
        "{}|no object of entries",
        "{\"a\": |cache.json: not an MMSearch-R1 cache: ",
        "{\"a\": {}}|entry 'a' lacks a list tool_returned_web_title or cached_images_path",
        "{\"a\": {\"tool_returned_web_title\": [], \"cached_images_path\": [null]}}|0 titles and 1",
        "{\"a\": {\"tool_returned_web_title\": [1], \"cached_images_path\": [null]}}|row 1 needs",
        "{\"a\": {\"tool_returned_web_title\": [\"t\"], \"cached_images_path\": [\"../x\"]}}|'../x'",
        "{\"a\": {\"tool_returned_web_title\": [\"t\"], \"cached_images_path\": [\"/x\"]}}|relative"
      })
  void namesWhatIsWrongWithACache(String json, String message) {
    assertThatThrownBy(() -> open(json))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anEntryMayStandOnlyOnce() {
    String entry = "\"a\": {\"tool_returned_web_title\": [], \"cached_images_path\": []}";
    assertThatThrownBy(() -> open("{" + entry + "," + entry + "}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("uplicate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "fvqa_train_7;asked.png|'fvqa_train_7' is no entry of cache.json",
        "fvqa_train_0|cache.queries.tsv:2: 1 cells between tabs, expected 2",
        "fvqa_train_0;asked.png\\nfvqa_train_0;asked.png|'fvqa_train_0' stands twice",
        "fvqa_train_0;nowhere.png|nowhere.png: no such file",
        "fvqa_train_0;asked.png\\nfvqa_train_1;asked.png|show the same picture"
      })
  void namesWhatIsWrongWithTheQuestions(String lines, String message) throws IOException {
    writeQueries(lines.replace(";", "\t").replace("\\n", "\n"));
    assertThatThrownBy(() -> open(ENTRIES))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void needsItsQuestions() throws IOException {
    Files.delete(folder.resolve("cache.queries.tsv"));
    assertThatThrownBy(() -> open(ENTRIES))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cache.queries.tsv: no such file");
  }
}
