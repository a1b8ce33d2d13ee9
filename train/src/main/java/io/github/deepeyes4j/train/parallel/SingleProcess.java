package io.github.deepeyes4j.train.parallel;

import org.bytedeco.pytorch.Tensor;

/// A process by itself: sums are its own numbers, and its part of a block is the block.
public record SingleProcess() implements ProcessGroup {
  @Override
  public int rank() {
    return 0;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public void sum(Tensor block, String what) {}

  @Override
  public void sumParts(Tensor block, String what) {}

  @Override
  public void exchangeParts(Tensor block, String what) {}

  @Override
  public double[] sum(double... values) {
    return values;
  }

  @Override
  public void close() {}
}
