package io.github.deepeyes4j.train.sft;

import java.util.OptionalLong;

/// An endless, numbered supply of samples: the same number gives the same sample, whoever asks and
/// whenever, so a run can be resumed from a counter. Safe for concurrent use.
@FunctionalInterface
public interface SampleSource {
  Sample sample(long number) throws InterruptedException;

  /// What a sample is called in messages.
  default String name(long number) {
    return "sample " + number;
  }

  /// After how many samples all have come up once; empty where there is always another.
  default OptionalLong epoch() {
    return OptionalLong.empty();
  }
}
