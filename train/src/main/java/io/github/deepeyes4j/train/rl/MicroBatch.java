package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Trajectories that go through the model together, packed into one row.
///
/// @param weights what each action token of each trajectory counts in the update
record MicroBatch(List<TrainingSample> samples, double[] weights) {

  /// Divides the trajectories of an update. Those of one prompt, which show the same picture, stay
  /// side by side, and prompts of similar length. A trajectory without advantage counts in the
  /// others' weights, but need not go through the model.
  ///
  /// @param maxTokens of a batch; a longer trajectory stands alone
  static List<MicroBatch> of(List<TrainingSample> samples, Algorithm algorithm, int maxTokens) {
    double[] weights =
        algorithm
            .aggregation()
            .weights(samples.stream().mapToInt(TrainingSample::actionTokens).toArray());
    List<Weighted> sorted = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      if (samples.get(i).advantage() != 0 || algorithm.klWeight() > 0) {
        sorted.add(new Weighted(samples.get(i), weights[i]));
      }
    }
    sorted.sort(byPromptAndLength(samples));
    List<MicroBatch> batches = new ArrayList<>();
    int from = 0;
    int tokens = 0;
    for (int i = 0; i < sorted.size(); i++) {
      int length = sorted.get(i).length();
      if (i > from && tokens + length > maxTokens) {
        batches.add(of(sorted.subList(from, i)));
        from = i;
        tokens = 0;
      }
      tokens += length;
    }
    if (from < sorted.size()) {
      batches.add(of(sorted.subList(from, sorted.size())));
    }
    return batches;
  }

  private static Comparator<Weighted> byPromptAndLength(List<TrainingSample> samples) {
    Map<Long, Integer> longest = new HashMap<>();
    samples.forEach(s -> longest.merge(s.prompt(), s.sequence().length(), Math::max));
    return Comparator.comparingInt((Weighted w) -> longest.getOrDefault(w.sample.prompt(), 0))
        .thenComparingLong(w -> w.sample.prompt())
        .thenComparingInt(Weighted::length);
  }

  private static MicroBatch of(List<Weighted> part) {
    return new MicroBatch(
        part.stream().map(Weighted::sample).toList(),
        part.stream().mapToDouble(Weighted::weight).toArray());
  }

  /// A trajectory with the weight of its tokens.
  private record Weighted(TrainingSample sample, double weight) {
    int length() {
      return sample.sequence().length();
    }
  }

  List<TokenSequence> sequences() {
    return samples.stream().map(TrainingSample::sequence).toList();
  }

  /// A value of each trajectory, repeated for each of its action tokens.
  float[] perToken(Value value) {
    float[] all = new float[samples.stream().mapToInt(TrainingSample::actionTokens).sum()];
    int at = 0;
    for (int i = 0; i < samples.size(); i++) {
      boolean[] action = samples.get(i).sequence().action();
      for (int t = 1; t < action.length; t++) {
        if (action[t]) {
          all[at++] = value.of(i, t);
        }
      }
    }
    return all;
  }

  /// A value of a token: of the trajectory at an index, at a place in it.
  @FunctionalInterface
  interface Value {
    float of(int sample, int place);
  }
}
