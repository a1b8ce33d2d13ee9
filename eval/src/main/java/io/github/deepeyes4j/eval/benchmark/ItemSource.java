package io.github.deepeyes4j.eval.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The items of a benchmark, streamed. Safe for concurrent use; each stream is one thread's.
public interface ItemSource extends AutoCloseable {
  /// Opens a benchmark's file, or RealX-Mini's directory; a
  /// [io.github.deepeyes4j.core.BadInputException] names what is wrong.
  static ItemSource open(Benchmark benchmark, Path file) {
    return benchmark.equals(RealxItems.BENCHMARK)
        ? RealxItems.open(file)
        : TableItems.open(benchmark, file);
  }

  /// SHA-256 of what the items are read from.
  String digest();

  long count();

  /// What a reader of the numbers should know, one line each: a file that is not the published one.
  List<String> remarks();

  /// The items in order; to be closed.
  Stream<Item> items();

  @Override
  void close();
}
