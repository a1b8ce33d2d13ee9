package io.github.deepeyes4j.core.score.judge;

import java.util.Optional;
import java.util.function.Function;

/// Port: another model reads something off a model's answer, such as the letter that it chose.
/// Implementations are safe for concurrent use and block until the reply is there.
public interface AnswerReader {
  /// Asks until a reply can be read. Failures are readings, not exceptions.
  ///
  /// @param parse takes what is looked for from a reply; empty when it is not there
  /// @throws InterruptedException when the calling thread is interrupted
  <T> Reading<T> read(Request request, Function<String, Optional<T>> parse)
      throws InterruptedException;

  /// A text to ask with.
  ///
  /// @param tries how often it is asked at most; each further try is half a degree warmer than the
  ///   one before, and none but the first is greedy
  record Request(String text, int maxTokens, int tries) {}

  /// What was read.
  sealed interface Reading<T> {
    record Found<T>(T value) implements Reading<T> {}

    /// No reply held what was looked for.
    record Unparsable<T>(String reply) implements Reading<T> {}

    /// Nobody could be asked.
    record Unavailable<T>(String reason) implements Reading<T> {}

    /// The configuration has no model that reads.
    record Off<T>() implements Reading<T> {}
  }

  /// Reads nothing.
  static AnswerReader off() {
    return new AnswerReader() {
      @Override
      public <T> Reading<T> read(Request request, Function<String, Optional<T>> parse) {
        return new Reading.Off<>();
      }
    };
  }
}
