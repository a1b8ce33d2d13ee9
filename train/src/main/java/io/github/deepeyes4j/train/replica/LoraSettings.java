package io.github.deepeyes4j.train.replica;

import io.github.deepeyes4j.core.BadInputException;
import java.util.List;

/// A run that trains a low-rank adapter and leaves the model as it is (arXiv 2106.09685).
///
/// @param rank r, the inner width of the added products
/// @param alpha they are scaled by alpha / r
/// @param targets the adapted layers: what their names end in
public record LoraSettings(int rank, double alpha, List<String> targets) {
  public LoraSettings {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new BadInputException("lora: targets must name at least one layer");
    }
  }
}
