package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.search.text.Corpus;
import io.github.deepeyes4j.search.text.Encoding;
import io.github.deepeyes4j.search.text.IndexBuilder;
import io.github.deepeyes4j.search.text.SentenceEncoder;
import io.github.deepeyes4j.search.text.TextIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Time and size of an index of [NoisyGlosses], and the latency of searches by several clients that
/// ask again as soon as they are answered. Two runs: `build DIR PASSAGES fused|bm25`, then, in a
/// fresh process, `query DIR`. From the checkout's directory.
public final class TextSearch {
  private static final Path SHIPPED = Path.of("assets/corpus/documents.jsonl");

  private static final List<Integer> CLIENTS = List.of(1, 16, 64);

  private static final int WARM_UP = 2000;
  private static final int SEARCHES = 4000;
  private static final int ROWS = 5;

  private TextSearch() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "build" -> build(directory, Integer.parseInt(arguments[2]), arguments[3]);
      case "query" -> query(directory);
      default -> throw new IllegalArgumentException("build DIR PASSAGES fused|bm25 | query DIR");
    }
  }

  private static void build(Path directory, int passages, String kind) throws IOException {
    NoisyGlosses documents = new NoisyGlosses(SHIPPED);
    Path file = directory.resolveSibling(directory.getFileName() + ".jsonl");
    documents.write(file, passages);
    print("documents", Files.size(file) / 1e9, "GB");
    long start = System.nanoTime();
    try (SentenceEncoder encoder = encoder(kind, documents)) {
      IndexBuilder.build(
          Corpus.read(List.of(file)),
          directory,
          encoder,
          total ->
              done -> {
                if (done % 50_000 == 0) {
                  print("indexed of " + total, done, "documents");
                  print("  after", (System.nanoTime() - start) / 1e9, "s");
                }
              });
    }
    print("build time", (System.nanoTime() - start) / 1e9, "s");
    print("index", size(directory) / 1e9, "GB");
  }

  private static @Nullable SentenceEncoder encoder(String kind, NoisyGlosses documents) {
    return switch (kind) {
      case "fused" -> new NoisyEncoder(Objects.requireNonNull(Encoding.MINILM.open()), documents);
      case "bm25" -> null;
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void query(Path directory) throws Exception {
    NoisyGlosses documents = new NoisyGlosses(SHIPPED);
    long start = System.nanoTime();
    try (TextIndex index = TextIndex.open(directory)) {
      print("opening, every checksum compared", (System.nanoTime() - start) / 1e9, "s");
      Random random = new Random(7);
      searches(index, 2, queries(documents, random, WARM_UP));
      for (int clients : CLIENTS) {
        start = System.nanoTime();
        double[] millis = searches(index, clients, queries(documents, random, SEARCHES));
        double seconds = (System.nanoTime() - start) / 1e9;
        print(clients + " clients, p50", millis[millis.length / 2], "ms");
        print(clients + " clients, p99", millis[millis.length * 99 / 100], "ms");
        print(clients + " clients", millis.length / seconds, "searches/s");
      }
    }
  }

  private static List<String> queries(NoisyGlosses documents, Random random, int count) {
    return Stream.generate(() -> documents.query(random)).limit(count).toList();
  }

  /// The times of the searches in milliseconds, sorted, waiting included: each client is a platform
  /// thread, since virtual ones would wait for a core before they begin to ask.
  private static double[] searches(TextIndex index, int clients, List<String> queries)
      throws Exception {
    double[] millis = new double[queries.size()];
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        running.add(
            threads.submit(() -> {
              for (int i; (i = next.getAndIncrement()) < millis.length; ) {
                millis[i] = search(index, queries.get(i));
              }
              return null;
            }));
      }
      for (Future<?> client : running) {
        client.get();
      }
    }
    Arrays.sort(millis);
    return millis;
  }

  private static double search(TextIndex index, String query) throws InterruptedException {
    long start = System.nanoTime();
    SearchResult result = index.search(new SearchRequest.Text(query, ROWS));
    double millis = (System.nanoTime() - start) / 1e6;
    if (!(result instanceof SearchResult.Found(var hits)) || hits.size() != ROWS) {
      throw new IllegalStateException("'%s' found %s".formatted(query, result));
    }
    return millis;
  }

  private static void print(String what, double value, String unit) {
    System.out.println(String.format(Locale.ROOT, "%-40s %10.3f %s", what, value, unit));
  }
}
