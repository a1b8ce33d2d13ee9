package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.train.replica.Targets;

/// One trajectory as the trainer sees it: flat, never tokenised again.
///
/// @param sequence the conversation; its action tokens are what the model wrote, with the
///   log-probabilities they were sampled with
/// @param oldLogprobs what the update compares the policy with, aligned with the tokens
/// @param advantage of each of its action tokens
/// @param prompt the number of its prompt
record TrainingSample(TokenSequence sequence, float[] oldLogprobs, double advantage, long prompt) {

  /// Compared with the policy that sampled it.
  static TrainingSample of(TokenSequence sequence, double advantage, long prompt) {
    return new TrainingSample(sequence, sequence.logprobs(), advantage, prompt);
  }

  TrainingSample withOld(float[] logprobs) {
    return new TrainingSample(sequence, logprobs, advantage, prompt);
  }

  int actionTokens() {
    return Math.toIntExact(Targets.count(sequence));
  }
}
