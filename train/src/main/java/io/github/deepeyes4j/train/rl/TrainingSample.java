package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.train.replica.Targets;
import org.jspecify.annotations.Nullable;

/// One trajectory as the trainer sees it: flat, never tokenised again. Log-probabilities are
/// aligned with the tokens; what stands beside others than action tokens means nothing.
///
/// @param episode whose trajectory it is
/// @param sequence the conversation; its action tokens are what the model wrote, with the
///   log-probabilities they were sampled with
/// @param oldLogprobs what the update compares the policy with
/// @param referenceLogprobs those of the model that the policy should stay near; null before they
///   are known, and without such a model
/// @param advantage of each of its action tokens
record TrainingSample(
    EpisodeId episode,
    TokenSequence sequence,
    float[] oldLogprobs,
    float @Nullable [] referenceLogprobs,
    double advantage) {

  /// Compared with the policy that sampled it.
  static TrainingSample of(EpisodeId episode, TokenSequence sequence, double advantage) {
    return new TrainingSample(episode, sequence, sequence.logprobs(), null, advantage);
  }

  TrainingSample withOld(float[] logprobs) {
    return new TrainingSample(episode, sequence, logprobs, referenceLogprobs, advantage);
  }

  TrainingSample withReference(float[] logprobs) {
    return new TrainingSample(episode, sequence, oldLogprobs, logprobs, advantage);
  }

  /// The number of its prompt.
  long prompt() {
    return episode.prompt();
  }

  int actionTokens() {
    return Math.toIntExact(Targets.count(sequence));
  }

  /// The values beside its action tokens.
  ///
  /// @param values aligned with the tokens
  float[] ofActionTokens(float[] values) {
    float[] some = new float[actionTokens()];
    int count = 0;
    for (int t = 1; t < values.length; t++) {
      if (sequence.action()[t]) {
        some[count++] = values[t];
      }
    }
    return some;
  }
}
