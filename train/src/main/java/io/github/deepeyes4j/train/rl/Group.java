package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.Score.Scored;
import java.util.ArrayList;
import java.util.List;

/// The rollouts of one prompt.
record Group(Prompt prompt, List<Episode> episodes) {
  Group {
    episodes = List.copyOf(episodes);
  }

  /// One rollout and what it earned.
  ///
  /// @param scoringSeconds how long scoring took, the judge's time
  record Episode(Trajectory trajectory, Score score, double scoringSeconds) {}

  /// An episode with a score.
  record ScoredEpisode(EpisodeId id, Trajectory trajectory, Scored score) {}

  EpisodeId id(int place) {
    return new EpisodeId(prompt.number(), place);
  }

  /// The episodes that can be learned from. One without a score says nothing about the policy: it
  /// is left out, and the others are compared with each other.
  List<ScoredEpisode> scored() {
    List<ScoredEpisode> scored = new ArrayList<>();
    for (int i = 0; i < episodes.size(); i++) {
      if (episodes.get(i).score() instanceof Scored score) {
        scored.add(new ScoredEpisode(id(i), episodes.get(i).trajectory(), score));
      }
    }
    return scored;
  }

  /// The scored episodes' advantages, in their order.
  double[] advantages(Algorithm algorithm) {
    return Advantages.of(scored().stream().mapToDouble(algorithm::shapedReward).toArray());
  }

  /// Whether the group teaches something: rewards that differ.
  boolean isInformative() {
    return scored().stream().mapToDouble(e -> e.score().reward()).distinct().count() > 1;
  }
}
