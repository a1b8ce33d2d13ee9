package io.github.deepeyes4j.eval.benchmark;

import java.util.List;
import java.util.stream.Stream;

/// The items of a benchmark, streamed. Safe for concurrent use; each stream is one thread's.
public interface ItemSource extends AutoCloseable {
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
