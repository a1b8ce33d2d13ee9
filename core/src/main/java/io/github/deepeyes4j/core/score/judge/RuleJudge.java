package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Verdict;

/// Judges by rule alone: what the rules do not find right is wrong.
public record RuleJudge(AnswerRules rules) implements Judge {
  @Override
  public Judgement judge(Claim claim) throws InterruptedException {
    return rules.check(claim).orElse(new Judgement(Verdict.WRONG, "rule: no rule finds it right"));
  }
}
