package io.github.deepeyes4j.search.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.search.index.IndexCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedIndexTest {
  private static final Corpus CORPUS = Corpus.of(Corpora.numbered(0, 200));

  @TempDir Path cache;

  private TextIndex open(Corpus corpus, AtomicInteger builds) {
    return CachedIndex.open(
        new IndexCache(cache),
        corpus,
        Encoding.NONE,
        _ -> {
          builds.incrementAndGet();
          return _ -> {};
        });
  }

  private List<String> indexes() throws Exception {
    try (var files = Files.list(cache)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".lock"))
          .toList();
    }
  }

  @Test
  void manyAtOnceMakeItOnce() throws Exception {
    AtomicInteger builds = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> ids = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ids.add(
            threads.submit(() -> {
              try (TextIndex index = open(CORPUS, builds)) {
                return index.id();
              }
            }));
      }
      for (Future<String> id : ids) {
        assertThat(id.get()).isEqualTo("text-index:none:%s:1".formatted(CORPUS.digest()));
      }
    }
    assertThat(builds).hasValue(1);
    assertThat(indexes()).hasSize(1).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void anotherCorpusIsAnotherIndex() throws Exception {
    AtomicInteger builds = new AtomicInteger();
    open(CORPUS, builds).close();
    open(Corpus.of(Corpora.numbered(0, 201)), builds).close();
    open(CORPUS, builds).close();
    assertThat(builds).hasValue(2);
    assertThat(indexes()).hasSize(2);
  }

  @Test
  void goesOnAfterACrash() throws Exception {
    assertThatThrownBy(() ->
            CachedIndex.open(
                new IndexCache(cache),
                CORPUS,
                Encoding.NONE,
                _ ->
                    _ -> {
                      throw new IllegalStateException("crash");
                    }))
        .hasMessage("crash");
    assertThat(indexes()).singleElement().asString().endsWith(".part");
    open(CORPUS, new AtomicInteger()).close();
    assertThat(indexes()).singleElement().asString().doesNotEndWith(".part");
  }

  @Test
  void saysWhenTheCacheCannotBeWritten() throws Exception {
    Path file = Files.createFile(cache.resolve("file"));
    assertThatThrownBy(() ->
            CachedIndex.open(
                new IndexCache(file.resolve("deepeyes")), CORPUS, Encoding.NONE, Progress.silent()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("XDG_CACHE_HOME names another place");
  }
}
