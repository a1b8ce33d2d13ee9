package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.train.rl.Group.ScoredEpisode;
import java.util.ArrayList;
import java.util.List;

/// Makes flat samples of groups, some prompts to an update.
///
/// Groups in which all rewards are equal are among them: they count in the means, with an advantage
/// of zero. Episodes without a score, or in which the model wrote nothing, are not.
///
/// @param miniBatch prompts of this process in an update
record TrainingSamples(ChatEncoder encoder, Algorithm algorithm, int miniBatch) {

  /// The samples of each update, none where nothing can be learned from.
  List<List<TrainingSample>> of(List<Group> groups) {
    List<List<TrainingSample>> updates = new ArrayList<>();
    for (int from = 0; from < groups.size(); from += miniBatch) {
      updates.add(
          groups.subList(from, Math.min(groups.size(), from + miniBatch)).stream()
              .flatMap(group -> of(group).stream())
              .toList());
    }
    return updates;
  }

  private List<TrainingSample> of(Group group) {
    List<ScoredEpisode> scored = group.scored();
    double[] advantages = group.advantages(algorithm);
    List<TrainingSample> samples = new ArrayList<>();
    for (int i = 0; i < advantages.length; i++) {
      Trajectory trajectory = scored.get(i).trajectory();
      if (trajectory.generatedTokens() > 0) {
        samples.add(
            TrainingSample.of(
                encoder.encode(trajectory.messages()), advantages[i], group.prompt().number()));
      }
    }
    return samples;
  }
}
