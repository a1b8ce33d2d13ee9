package io.github.deepeyes4j.engine.http;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A request being answered, in one of the forms that are served. Serves one request.
///
/// @param <R> what the work brings
interface Completion<R> {
  /// Whether the answer is sent while it is written.
  boolean stream();

  /// Does the work.
  ///
  /// @param onText receives what is written, piece by piece, on any thread, in order
  R run(Consumer<String> onText) throws InterruptedException;

  /// The whole answer.
  Map<String, Object> whole(R result);

  /// The chunk that opens a stream.
  Map<String, Object> opening();

  /// The chunks that a piece of text makes; none while it is undecided whether it will stay.
  List<Map<String, Object>> chunks(String piece);

  /// The chunks that end a stream.
  List<Map<String, Object>> closing(R result);

  Usage usage(R result);
}
