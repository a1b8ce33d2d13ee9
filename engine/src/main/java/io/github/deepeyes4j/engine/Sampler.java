package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.chat.Sampling;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Chooses the next token of one sequence from the model's scores.
///
/// Its random numbers depend on the sequence's seed alone. Not safe for concurrent use.
final class Sampler {
  private final Sampling sampling;
  private final SplittableRandom random;

  Sampler(Sampling sampling) {
    this.sampling = sampling;
    this.random = new SplittableRandom(sampling.seed());
  }

  /// A chosen token and its log-probability under the model's own distribution, banned tokens
  /// excluded.
  record Choice(int token, float logprob) {}

  /// Chooses one token.
  ///
  /// @param logits one score a token of the vocabulary; negative infinity bans a token. Not changed
  Choice choose(float[] logits) {
    double normalizer = logSumExp(logits);
    int token = sampling.isGreedy() ? argmax(logits) : sample(logits);
    return new Choice(token, (float) (logits[token] - normalizer));
  }

  private static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private int sample(float[] logits) {
    int[] candidates = candidates(logits);
    double largest = logits[argmax(logits)];
    double[] weights = new double[candidates.length];
    double sum = 0;
    for (int i = 0; i < candidates.length; i++) {
      weights[i] = Math.exp((logits[candidates[i]] - largest) / sampling.temperature());
      sum += weights[i];
    }
    int kept = nucleus(weights, sum);
    double left = random.nextDouble() * Arrays.stream(weights, 0, kept).sum();
    for (int i = 0; i < kept - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return candidates[i];
      }
    }
    return candidates[kept - 1];
  }

  /// All tokens that may be drawn; likeliest first when the tail will be cut.
  private int[] candidates(float[] logits) {
    IntStream all =
        IntStream.range(0, logits.length).filter(i -> logits[i] != Float.NEGATIVE_INFINITY);
    if (sampling.topK() == 0 && sampling.topP() == 1) {
      return all.toArray();
    }
    int limit = sampling.topK() == 0 ? logits.length : sampling.topK();
    return all.boxed()
        .sorted((a, b) -> Float.compare(logits[b], logits[a]))
        .limit(limit)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// How many of the leading weights make up the share `topP`.
  private int nucleus(double[] weights, double sum) {
    if (sampling.topP() == 1) {
      return weights.length;
    }
    double reached = 0;
    for (int i = 0; i < weights.length; i++) {
      reached += weights[i];
      if (reached >= sampling.topP() * sum) {
        return i + 1;
      }
    }
    return weights.length;
  }

  private static double logSumExp(float[] logits) {
    double largest = logits[argmax(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum);
  }
}
