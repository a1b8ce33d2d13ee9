package io.github.deepeyes4j.train.rl;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.BadInputException;
import org.jspecify.annotations.Nullable;

/// How trajectories move the policy.
///
/// @param miniBatch prompts of one optimiser step; a step's prompts make several when there are
///   more
/// @param clipLow how far the ratio may fall
/// @param clipHigh how far it may rise
/// @param dualClip bound on the loss of unwelcome tokens
/// @param aggregation how tokens are weighted
/// @param oldLogprobs what the ratio is taken against
/// @param importanceCap with `trainer`, what engine and trainer disagree by is corrected for, by a
///   factor of at most this (truncated importance sampling); null for no correction
/// @param klWeight weight of the divergence from the model that the run started from; 0 for none
/// @param dynamicSampling draws further prompts for groups in which all rewards are equal; null for
///   not
/// @param overlong takes reward from overlong answers; null for not
public record Algorithm(
    int miniBatch,
    double clipLow,
    double clipHigh,
    double dualClip,
    Aggregation aggregation,
    OldLogprobs oldLogprobs,
    @Nullable Double importanceCap,
    double klWeight,
    @Nullable DynamicSampling dynamicSampling,
    @Nullable Overlong overlong) {
  public Algorithm {
    if (miniBatch < 1) {
      throw new BadInputException("mini-batch %d must be at least 1".formatted(miniBatch));
    }
    if (!(clipLow > 0 && clipLow < 1 && clipHigh > 0 && dualClip > 1 && klWeight >= 0)) {
      throw new BadInputException(
          "clip-low %s must be in (0, 1), clip-high %s above 0, dual-clip %s above 1, kl-weight %s at least 0"
              .formatted(clipLow, clipHigh, dualClip, klWeight));
    }
    if (importanceCap != null && oldLogprobs == OldLogprobs.ROLLOUT) {
      throw new BadInputException(
          "importance-cap %s needs old-logprobs: trainer; with rollout the ratio itself corrects"
              .formatted(importanceCap));
    }
  }

  /// Which log-probabilities the ratio is taken against.
  public enum OldLogprobs {
    /// Those that the engine sampled with: nothing is computed twice, and a policy that lags behind
    /// is corrected for.
    @JsonProperty("rollout")
    ROLLOUT,

    /// The trainer's own, computed before the step's first update.
    @JsonProperty("trainer")
    TRAINER
  }

  /// Draws until every group of a step teaches something (DAPO, section 3.2).
  ///
  /// @param rounds draws of a step at most, the first included
  public record DynamicSampling(int rounds) {
    public DynamicSampling {
      if (rounds < 2) {
        throw new BadInputException(
            "dynamic-sampling.rounds %d must be at least 2".formatted(rounds));
      }
    }
  }

  /// Soft punishment of length (DAPO, section 3.4, equation 13).
  ///
  /// @param tokens generated tokens of a trajectory, from which on the punishment is 1
  /// @param buffer over how many tokens before it grows from 0
  public record Overlong(int tokens, int buffer) {
    public Overlong {
      if (buffer < 1 || tokens < buffer) {
        throw new BadInputException(
            "overlong: buffer %d must be at least 1 and at most tokens %d"
                .formatted(buffer, tokens));
      }
    }

    /// What is taken from the reward.
    double penalty(int generated) {
      return Math.clamp((generated - (tokens - buffer)) / (double) buffer, 0, 1);
    }
  }

  /// What an episode is compared with its group by.
  double shapedReward(Group.ScoredEpisode episode) {
    double penalty =
        overlong == null ? 0 : overlong.penalty(episode.trajectory().generatedTokens());
    return episode.score().reward() - penalty;
  }

  PolicyLoss loss() {
    return new PolicyLoss(clipLow, clipHigh, dualClip);
  }
}
