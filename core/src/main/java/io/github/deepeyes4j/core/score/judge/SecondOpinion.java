package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Verdict;
import java.util.concurrent.atomic.LongAdder;

/// Asks two judges; the first decides, the second is counted. Claims on which one of them gave no
/// verdict are not compared.
public final class SecondOpinion implements Judge {
  private final Judge first;
  private final Judge second;
  private final LongAdder compared = new LongAdder();
  private final LongAdder disagreed = new LongAdder();

  public SecondOpinion(Judge first, Judge second) {
    this.first = first;
    this.second = second;
  }

  /// What was compared since the last count.
  ///
  /// @param disagreed of the compared claims, those on which the judges disagree
  public record Count(long compared, long disagreed) {}

  @Override
  public Judgement judge(Claim claim) throws InterruptedException {
    Judgement judgement = first.judge(claim);
    if (isVerdict(judgement)) {
      Judgement other = second.judge(claim);
      if (isVerdict(other)) {
        compared.increment();
        disagreed.add(judgement.verdict() == other.verdict() ? 0 : 1);
        return new Judgement(judgement.verdict(), judgement.grounds(), other.verdict());
      }
    }
    return judgement;
  }

  private static boolean isVerdict(Judgement judgement) {
    return judgement.verdict() == Verdict.RIGHT || judgement.verdict() == Verdict.WRONG;
  }

  /// Counts and starts again; between two steps, when nobody judges.
  public Count takeCount() {
    return new Count(compared.sumThenReset(), disagreed.sumThenReset());
  }
}
