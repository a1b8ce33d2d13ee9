package io.github.deepeyes4j.train.rl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.Score.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatientRewardTest {
  private static final Trajectory TRAJECTORY =
      new Trajectory(
          new Question("q", "What?", List.of()),
          List.of(),
          List.of(),
          StopReason.ANSWER,
          "model",
          "digest",
          1,
          0,
          null);
  private static final GroundTruth TRUTH = new GroundTruth("perception", List.of("this"));

  private final AtomicInteger asked = new AtomicInteger();
  private final List<String> warnings = new ArrayList<>();

  private Score score(int outage, Reason reason, Duration patience) throws Exception {
    return new PatientReward(
            (_, _) ->
                asked.incrementAndGet() <= outage
                    ? new Score.Unscored(reason, "connection refused")
                    : new Score.Scored(1, 1, 1, Map.of()),
            patience,
            Duration.ofMillis(1),
            warnings::add)
        .score(TRAJECTORY, TRUTH);
  }

  @Test
  void waitsForAJudgeThatIsAway() throws Exception {
    assertThat(score(5, Reason.JUDGE_UNAVAILABLE, Duration.ofMinutes(1)))
        .isInstanceOf(Score.Scored.class);
    assertThat(asked).hasValue(6);
    assertThat(warnings)
        .containsExactly("the judge is away, episodes wait for it: connection refused");
  }

  @Test
  void givesUpWhenPatienceEnds() throws Exception {
    assertThat(score(Integer.MAX_VALUE, Reason.JUDGE_UNAVAILABLE, Duration.ofSeconds(2)))
        .isInstanceOf(Score.Unscored.class);
    assertThat(asked.get()).isGreaterThan(2);
  }

  @Test
  void doesNotAskAgainWhereThatCannotHelp() throws Exception {
    assertThat(score(1, Reason.JUDGE_UNPARSABLE, Duration.ofMinutes(1)))
        .isInstanceOf(Score.Unscored.class);
    assertThat(asked).hasValue(1);
  }
}
