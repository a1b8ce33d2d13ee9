package io.github.deepeyes4j.train.sft;

/// An endless, numbered supply of samples: the same number gives the same sample, whoever asks and
/// whenever, so a run can be resumed from a counter. Safe for concurrent use.
public interface SampleSource {
  Sample sample(long number) throws InterruptedException;
}
