package io.github.deepeyes4j.search.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchRequest;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexBuilderTest {
  private Path directory;

  @BeforeEach
  void choose(@TempDir Path folder) {
    directory = folder.resolve("index");
  }

  /// How many passages were encoded.
  private int build(List<Document> documents) {
    FakeEncoder encoder = new FakeEncoder();
    IndexBuilder.build(Corpus.of(documents), directory, encoder, Progress.silent());
    return encoder.encoded.get();
  }

  private List<SearchHit> hits(String query, int top) throws Exception {
    try (TextIndex index = TextIndex.open(directory, new FakeEncoder())) {
      return ((SearchResult.Found) index.search(new SearchRequest.Text(query, top))).hits();
    }
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> TextIndex.open(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(directory + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void indexesOnlyWhatChanged() throws Exception {
    List<Document> documents = new ArrayList<>(Corpora.numbered(0, 300));
    assertThat(build(documents)).isEqualTo(300);
    assertThat(build(documents)).isZero();
    documents.set(7, Corpora.document("n7", "n7", "Number seven, a tiger."));
    documents.removeFirst();
    documents.addAll(Corpora.numbered(300, 310));
    assertThat(build(documents)).isEqualTo(11);
    assertThat(hits("number", 1000)).hasSize(309);
    assertThat(hits("tiger", 1).getFirst().snippet()).isEqualTo("Number seven, a tiger.");
    assertThat(hits("n0", 1000)).extracting(SearchHit::title).doesNotContain("n0");
    assertThat(hits("n309", 1).getFirst().title()).isEqualTo("n309");
  }

  @Test
  void answersDoNotDependOnHowTheIndexCameAbout(@TempDir Path other) throws Exception {
    List<Document> first = Corpora.numbered(0, 200);
    List<Document> second = Corpora.numbered(100, 300);
    build(first);
    build(second);
    List<SearchHit> updated = hits("number 150 of the set", 5);
    IndexBuilder.build(Corpus.of(second), other, new FakeEncoder(), Progress.silent());
    try (TextIndex index = TextIndex.open(other, new FakeEncoder());
        TextIndex before = TextIndex.open(directory, new FakeEncoder())) {
      assertThat(index.id()).isEqualTo(before.id());
      SearchRequest request = new SearchRequest.Text("number 150 of the set", 5);
      assertThat(index.search(request)).isEqualTo(new SearchResult.Found(updated));
    }
  }

  @Test
  void aKilledRunIsFinishedByTheNext() throws Exception {
    int total = 3 * IndexBuilder.COMMIT;
    Process child = KilledBuild.start(directory, total);
    String line = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isEqualTo(137);
    assertThat(line).isEqualTo("killed at %d\n".formatted(KilledBuild.at(total)));
    assertRefused("an unfinished index");
    assertThat(build(Corpora.numbered(0, total)))
        .isBetween(total - KilledBuild.at(total), total - IndexBuilder.COMMIT);
    for (String id : List.of("n1", "n" + (total - 1))) {
      assertThat(hits(id, 5)).extracting(SearchHit::title).contains(id);
    }
  }

  @Test
  void refusesWhatIsNoIndex() throws Exception {
    assertRefused("no such index directory");
    Files.createDirectories(directory);
    assertRefused("holds no index");
    Files.writeString(directory.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> build(Corpora.numbered(0, 1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("holds 'thesis.tex', which is no part of an index");
  }

  @Test
  void refusesAnotherEncoder() {
    build(Corpora.numbered(0, 3));
    assertRefused("built with encoder fake, which this program does not have");
    assertThatThrownBy(() -> TextIndex.open(directory, null))
        .hasMessageContaining("built with encoder fake, not none");
    assertThatThrownBy(() ->
            IndexBuilder.build(
                Corpus.of(Corpora.numbered(0, 3)), directory, null, Progress.silent()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("built with encoder fake, not none");
  }

  @Test
  void refusesAnotherSchema() throws Exception {
    try (FSDirectory files = FSDirectory.open(Files.createDirectories(directory));
        PassageWriter writer = new PassageWriter(files, null)) {
      writer.commit(new Manifest(99, "none", "", 0, true));
    }
    assertRefused("an index of schema 99; this program reads schema 1");
    assertThatThrownBy(() -> build(Corpora.numbered(0, 3)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("schema 99");
  }

  @Test
  void onlyOneWritesAtATime() throws Exception {
    Files.createDirectories(directory);
    try (FSDirectory files = FSDirectory.open(directory);
        PassageWriter _ = new PassageWriter(files, null)) {
      assertThatThrownBy(() -> build(Corpora.numbered(0, 3)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("another process is writing this index");
    }
  }

  @Test
  void refusesDamagedFiles() throws Exception {
    build(Corpora.numbered(0, 200));
    List<Path> files;
    try (var listed = Files.list(directory)) {
      files = listed.filter(file -> !file.endsWith("write.lock")).toList();
    }
    assertThat(files).hasSizeGreaterThan(3);
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      Files.delete(file);
      assertRefused(file.getFileName().toString().startsWith("segments") ? "" : "damaged");
      for (int length : new int[] {0, whole.length / 2, whole.length - 1}) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertRefused("damaged");
      }
      Files.write(file, whole);
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.seek(whole.length / 2);
        bytes.write(whole[whole.length / 2] ^ 1);
      }
      assertRefused("damaged");
      Files.write(file, whole);
    }
    assertThat(hits("number", 1000)).hasSize(200);
  }
}
