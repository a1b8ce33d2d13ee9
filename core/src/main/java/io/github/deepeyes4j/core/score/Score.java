package io.github.deepeyes4j.core.score;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What an episode earned, or why nobody can tell. An episode that could not be scored is not one
/// that earned nothing.
public sealed interface Score {
  /// What an episode earned.
  ///
  /// @param reward the sum of `parts`
  /// @param accuracy 1 when the answer is right, else 0
  /// @param format 1 when the response keeps the grammar, else 0
  /// @param parts what each term adds to the reward, weights and penalties included
  record Scored(double reward, double accuracy, double format, Map<String, Double> parts)
      implements Score {
    public Scored {
      parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }
  }

  /// An episode that says nothing about the policy.
  ///
  /// @param message for people: what failed
  record Unscored(Reason reason, String message) implements Score {}

  /// Why an episode has no score.
  enum Reason {
    /// A tool or the model's server failed.
    INFRASTRUCTURE,
    /// The episode was stopped from outside.
    CANCELLED,
    /// The row has no accepted answer.
    NO_GROUND_TRUTH,
    /// The judge did not answer, retries included, or its recording has no answer.
    JUDGE_UNAVAILABLE,
    /// The judge answered without a verdict.
    JUDGE_UNPARSABLE;

    /// The name in metrics and files.
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
