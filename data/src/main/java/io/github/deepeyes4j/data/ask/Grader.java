package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.core.score.Judge.Judgement;
import io.github.deepeyes4j.core.score.Verdict;
import io.github.deepeyes4j.core.score.reward.RewardConfig;
import io.github.deepeyes4j.data.example.Example;

/// Tells whether an episode's answer is right, by the judge of the example's category.
///
/// @param rewards knows which judge a category has
public record Grader(RewardConfig rewards, Judge consistency, Judge maths) {
  /// What the judge says of an episode's answer; without one it is wrong.
  ///
  /// @return right, wrong or unparsable
  /// @throws io.github.deepeyes4j.core.BadInputException when the judge cannot be asked
  public Verdict verdict(Example example, TrajectoryJson episode) throws InterruptedException {
    String answer = episode.answer();
    if (answer == null) {
      return Verdict.WRONG;
    }
    Judge judge =
        switch (rewards.kind(example.category())) {
          case PERCEPTION, SEARCH -> consistency;
          case REASON -> maths;
        };
    Judgement judgement = judge.judge(new Claim(example.question(), example.answers(), answer));
    if (judgement.verdict() == Verdict.UNAVAILABLE) {
      throw Pause.because("the judge cannot be asked: " + judgement.grounds());
    }
    return judgement.verdict();
  }
}
