package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.train.rl.Group.ScoredEpisode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Makes flat samples of groups, some prompts to an update.
///
/// Groups in which all rewards are equal are among them: they count in the means, with an advantage
/// of zero. Episodes without a score, or in which the model wrote nothing, are not.
///
/// @param updates of a step
/// @param miniBatch prompts of this process in an update
record TrainingSamples(ChatEncoder encoder, Algorithm algorithm, int updates, int miniBatch) {

  /// The samples of each update, none where nothing can be learned from. There are as many updates
  /// whatever the number of groups: processes that have fewer go through the others' with them.
  List<List<TrainingSample>> of(List<Group> groups) {
    return IntStream.range(0, updates)
        .mapToObj(update ->
            groups.stream()
                .skip((long) update * miniBatch)
                .limit(miniBatch)
                .flatMap(group -> of(group).stream())
                .toList())
        .toList();
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
                scored.get(i).id(), encoder.encode(trajectory.messages()), advantages[i]));
      }
    }
    return samples;
  }
}
