package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.score.Judge;
import java.util.Optional;

/// Rules first; where they do not reach, a judge.
public record CascadeJudge(AnswerRules rules, Judge judge) implements Judge {
  @Override
  public Judgement judge(Claim claim) throws InterruptedException {
    Optional<Judgement> ruled = rules.check(claim);
    return ruled.isPresent() ? ruled.get() : judge.judge(claim);
  }
}
