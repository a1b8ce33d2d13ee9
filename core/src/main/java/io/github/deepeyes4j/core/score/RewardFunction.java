package io.github.deepeyes4j.core.score;

import io.github.deepeyes4j.core.agent.Trajectory;

/// Scores episodes. Implementations are safe for concurrent use; the call blocks while a judge
/// thinks.
public interface RewardFunction {
  /// Scores one episode.
  ///
  /// @throws io.github.deepeyes4j.core.BadInputException when the data source has no reward
  /// @throws InterruptedException when the calling thread is interrupted; the judge is given up
  Score score(Trajectory trajectory, GroundTruth truth) throws InterruptedException;
}
