package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.eval.benchmark.Item;

/// By the benchmark's own rule where it brings one; else by rules, and by the consistency judge
/// where they do not reach. No public harness scores these.
final class Judged implements Scorer {
  @Override
  public Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException {
    if (prediction.isBlank()) {
      return new Grade.Unparsable("no answer");
    }
    if (item.rule() != null) {
      return Grade.of(item.rule().test(prediction), "the benchmark's rule");
    }
    return graders.consistency(new Claim(item.question(), item.answers(), prediction));
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) throws InterruptedException {
    return fixed(item, prediction, graders);
  }

  @Override
  public boolean hasReleased() {
    return false;
  }
}
