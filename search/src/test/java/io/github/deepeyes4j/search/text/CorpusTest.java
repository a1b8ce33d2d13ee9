package io.github.deepeyes4j.search.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": \"1\"}|corpus.jsonl:1: field 'title' is missing",
        "{\"id\": \"1\", \"name\": \"x\"}|corpus.jsonl:1: unknown field 'name'; allowed: [date, fictional, id,",
        "{\"id\": 1}|corpus.jsonl:1: field 'id' must be a string",
        "{\"id\": \"\"}|corpus.jsonl:1: field 'id' has 0 characters, allowed are 1 to 1000",
        "{\"id\":\"1\",\"title\":\"\",\"url\":\"\",\"date\":7}|corpus.jsonl:1: field 'date' is 7; it",
        "[]|corpus.jsonl:1: expected a JSON object",
        "{|corpus.jsonl:1: not JSON",
        "''|corpus.jsonl: an empty corpus"
      })
  void namesWhatIsWrong(String line, String message) throws Exception {
    Path file = Files.writeString(folder.resolve("corpus.jsonl"), line + "\n");
    assertThatThrownBy(() -> Corpus.read(List.of(file)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesAMissingFile() {
    assertThatThrownBy(() -> Corpus.read(List.of(Path.of("nowhere.jsonl"))))
        .isInstanceOf(BadInputException.class)
        .hasMessage("nowhere.jsonl: no such corpus");
  }

  @Test
  void anIdOccursOnce() {
    Path one = Corpora.write(folder.resolve("one.jsonl"), Corpora.numbered(0, 3));
    Path two = Corpora.write(folder.resolve("two.jsonl"), Corpora.numbered(2, 4));
    assertThatThrownBy(() -> Corpus.read(List.of(one, two)))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("two.jsonl:1: id 'n2' occurs twice in the corpus");
  }

  @Test
  void theDigestIsOfTheDocumentsNotOfTheirFiles() {
    List<Document> documents = Corpora.numbered(0, 4);
    Path one = Corpora.write(folder.resolve("one.jsonl"), documents.subList(0, 2));
    Path two = Corpora.write(folder.resolve("two.jsonl"), documents.subList(2, 4));
    String digest = Corpus.read(List.of(two, one)).digest();
    assertThat(digest).isEqualTo(Corpus.of(documents).digest());
    assertThat(digest).isNotEqualTo(Corpus.of(Corpora.numbered(0, 5)).digest());
    Corpora.write(two, List.of(documents.get(2), Corpora.document("n3", "n3", "Another text.")));
    assertThat(Corpus.read(List.of(two, one)).digest()).isNotEqualTo(digest);
  }
}
