package io.github.deepeyes4j.train.rl;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.stream.IntStream;

/// How the losses of tokens become one: the weight that each token of a trajectory has in an
/// update. All weights of an update add up to one.
public enum Aggregation {
  /// Every token counts the same, whichever trajectory it stands in (DAPO, section 3.3).
  @JsonProperty("dapo-token")
  DAPO_TOKEN {
    @Override
    double[] weights(int[] tokens) {
      double all = IntStream.of(tokens).sum();
      return IntStream.of(tokens).mapToDouble(_ -> 1 / all).toArray();
    }

    @Override
    double amount(int[] tokens) {
      return IntStream.of(tokens).sum();
    }
  },

  /// Every trajectory counts the same, whatever its length: what the released trainer's token mean
  /// comes to with one sequence in a micro-batch.
  @JsonProperty("released")
  RELEASED {
    @Override
    double[] weights(int[] tokens) {
      return IntStream.of(tokens).mapToDouble(n -> 1.0 / n / tokens.length).toArray();
    }

    @Override
    double amount(int[] tokens) {
      return tokens.length;
    }
  };

  /// The weight of one token of each trajectory.
  ///
  /// @param tokens action tokens of each trajectory of the update, at least one
  abstract double[] weights(int[] tokens);

  /// How much some of an update's trajectories count in it, in a unit that adds up: their weights
  /// among themselves times their share of the whole amount are their weights in the update.
  abstract double amount(int[] tokens);
}
