package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.chat.Sampling;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
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
    double largest = logits[argmax(logits)];
    double[] weights = new double[logits.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp((logits[i] - largest) / sampling.temperature());
    }
    int[] kept = kept(weights);
    double left = random.nextDouble() * sum(weights, kept);
    for (int token : kept) {
      left -= weights[token];
      if (left < 0) {
        return token;
      }
    }
    return kept[kept.length - 1];
  }

  /// The tokens that may be drawn: the likeliest `topK`, and of these those that make up the share
  /// `topP`.
  private int[] kept(double[] weights) {
    int topK = sampling.topK();
    if (topK == 0 && sampling.topP() == 1) {
      return IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    }
    Ranking ranking = new Ranking(weights);
    if (topK == 0) {
      return nucleus(ranking::next, ranking.size(), weights, Arrays.stream(weights).sum());
    }
    int[] likeliest =
        IntStream.generate(ranking::next).limit(Math.min(topK, ranking.size())).toArray();
    PrimitiveIterator.OfInt tokens = IntStream.of(likeliest).iterator();
    return nucleus(tokens::nextInt, likeliest.length, weights, sum(weights, likeliest));
  }

  /// The first of some tokens, likeliest first, as many as make up the share `topP` of `sum`.
  private int[] nucleus(IntSupplier tokens, int count, double[] weights, double sum) {
    if (sampling.topP() == 1) {
      return IntStream.generate(tokens).limit(count).toArray();
    }
    IntStream.Builder kept = IntStream.builder();
    double reached = 0;
    for (int i = 0; i < count && reached < sampling.topP() * sum; i++) {
      int token = tokens.getAsInt();
      kept.add(token);
      reached += weights[token];
    }
    return kept.build().toArray();
  }

  private static double sum(double[] weights, int[] tokens) {
    return IntStream.of(tokens).mapToDouble(token -> weights[token]).sum();
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
