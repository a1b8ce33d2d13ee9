package io.github.deepeyes4j.train.track;

import java.io.IOException;
import java.util.Map;

/// Takes a run's figures, step by step. Confined to the trainer's thread.
interface Tracker extends AutoCloseable {
  /// Takes the figures of a step, counted from 1; a resumed run repeats those after its checkpoint.
  void log(int step, Map<String, Double> metrics) throws IOException;

  @Override
  void close() throws IOException;
}
