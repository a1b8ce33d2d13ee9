package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A judge that never asks twice: what is recorded is not asked, what is asked is recorded.
/// `unavailable` is no judgement and is not kept.
public final class RecordedJudge implements Judge {
  private final JudgeRecording recording;
  private final JudgeIdentity identity;
  private final @Nullable Judge judge;

  private RecordedJudge(JudgeRecording recording, JudgeIdentity identity, @Nullable Judge judge) {
    this.recording = recording;
    this.identity = identity;
    this.judge = judge;
  }

  /// Asks the judge of this identity for what is not recorded.
  public static RecordedJudge record(
      JudgeRecording recording, JudgeIdentity identity, Judge judge) {
    return new RecordedJudge(recording, identity, judge);
  }

  /// Asks nobody: what is not recorded is `unavailable`.
  public static RecordedJudge replay(JudgeRecording recording, JudgeIdentity identity) {
    return new RecordedJudge(recording, identity, null);
  }

  @Override
  public Judgement judge(Claim claim) throws InterruptedException {
    String key = identity.key(claim);
    Optional<Judgement> known = recording.find(key);
    if (known.isPresent()) {
      return known.get();
    }
    if (judge == null) {
      return new Judgement(Verdict.UNAVAILABLE, "the judge's recording has no answer to " + key);
    }
    Judgement judgement = judge.judge(claim);
    return judgement.verdict() == Verdict.UNAVAILABLE
        ? judgement
        : recording.add(identity, claim, judgement);
  }
}
