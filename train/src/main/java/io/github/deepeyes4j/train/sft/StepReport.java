package io.github.deepeyes4j.train.sft;

import java.util.LinkedHashMap;
import java.util.Map;

/// What one step did.
///
/// @param gradientNorm before clipping
/// @param tokens tokens of all conversations
record StepReport(
    Metrics metrics, double learningRate, double gradientNorm, long tokens, double seconds) {
  /// The step's figures by name.
  Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    metrics
        .bySource()
        .forEach((source, tally) -> {
          figures.put("train/loss/" + source, tally.loss());
          if (tally.hasSamples()) {
            figures.put("train/acc/" + source, tally.accuracy());
            figures.put("train/exact_match/" + source, tally.exactMatch());
          }
        });
    figures.put("train/lr", learningRate);
    figures.put("train/grad_norm", gradientNorm);
    figures.put("timing_s/step", seconds);
    figures.put("perf/total_num_tokens", (double) tokens);
    figures.put("perf/throughput", tokens / seconds);
    return figures;
  }
}
