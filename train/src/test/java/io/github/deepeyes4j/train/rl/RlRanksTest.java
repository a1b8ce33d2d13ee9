package io.github.deepeyes4j.train.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.judge.SecondOpinion;
import io.github.deepeyes4j.train.parallel.ParallelConfig;
import io.github.deepeyes4j.train.rl.Algorithm.DynamicSampling;
import io.github.deepeyes4j.train.rl.Algorithm.OldLogprobs;
import java.nio.file.Files;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Two ranks against one. Each takes every second prompt: rank 0 those of even number.
class RlRanksTest extends RlRunFixture {

  /// Each rank rolls out its half of the prompts; the update is that of all, and so are the
  /// figures, also where one rank has more episodes without a score than the other.
  @ParameterizedTest
  @EnumSource(ParallelConfig.Mode.class)
  void twoRanksLearnAsOneDoes(ParallelConfig.Mode mode) throws Exception {
    reward =
        (trajectory, truth) ->
            trajectory.seed() % 3 == 0
                ? new Score.Unscored(Score.Reason.JUDGE_UNPARSABLE, "no verdict")
                : evenTokens(trajectory, truth);
    Algorithm algorithm = algorithm(OldLogprobs.TRAINER, 0, null);
    train(config("one", 2, 0, algorithm), Integer.MAX_VALUE);
    asked.clear();
    share(mode);
    trainTwo(config("two", 2, 0, algorithm));
    assertThat(asked).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertSameFigures(metrics("two").getFirst(), metrics("one").getFirst());
    // The second step's figures are those of what the first has learned.
    assertSameFigures(metrics("two").getLast(), metrics("one").getLast());
    assertThat(written("two", 0)).isNotEqualTo(written("two", 1));
    assertThat(written("two", 0) + written("two", 1)).isEqualTo(written("one", 0));
    assertThat(metrics("two")).hasSize(2);
  }

  /// A token at a bound of the loss may be clipped on either side of it.
  private static void assertSameFigures(JsonNode two, JsonNode one) {
    assertThat(two.propertyNames()).containsExactlyInAnyOrderElementsOf(one.propertyNames());
    one.forEachEntry((name, value) -> {
      if (!name.matches("timing_s/.*|perf/t.*|actor/pg_clipfrac.*")) {
        assertThat(two.get(name).asDouble())
            .as(name)
            .isCloseTo(value.asDouble(), within(1e-4 * Math.abs(value.asDouble()) + 1e-6));
      }
    });
    assertThat(two.get("perf/total_num_tokens")).isEqualTo(one.get("perf/total_num_tokens"));
  }

  private void share(ParallelConfig.Mode mode) {
    workers = 1;
    parallel = new ParallelConfig(mode, ParallelConfig.Backend.GLOO, null);
  }

  /// The trajectories with a score that a rank has written.
  private long written(String out, int rank) throws Exception {
    return Files.readAllLines(
            folder.resolve(out + "/rollouts/rollout_data_rank%d.jsonl".formatted(rank)))
        .size();
  }

  @Test
  void ranksMustShareTheirPromptsEqually() {
    RlConfig config = config("bad", 1, 0, algorithm(OldLogprobs.ROLLOUT, 0, null));
    assertThatThrownBy(() -> config.requireShared(3))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("must be multiples of the number of processes, 3");
  }

  /// Rank 0 keeps none of its two prompts in the first round, one in the second, and has its share
  /// after the third, in which rank 1 draws as well.
  @Test
  void ranksDrawFurtherRoundsTogether() throws Exception {
    allEqualOn("q[024]");
    trainTwo(config("drawn", 2, 0, algorithm(OldLogprobs.ROLLOUT, 0, new DynamicSampling(4))));
    assertThat(asked)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 4 * PROMPTS).boxed().toList());
    JsonNode first = metrics("drawn").getFirst();
    assertThat(first.get("groups/dropped").asInt()).isEqualTo(2 * PROMPTS);
    assertThat(first.get("groups/equal_share").asDouble()).isZero();
    assertThat(metrics("drawn").getLast().get("groups/dropped").asInt()).isZero();
    assertThat(written("drawn", 0)).isEqualTo(2L * PROMPTS / 2 * SAMPLES);
    assertThat(written("drawn", 1)).isEqualTo(2L * PROMPTS / 2 * SAMPLES);
  }

  /// Rank 0 never has anything to learn from; it takes the steps of rank 1's groups, also with a
  /// reference, whose divergence is of no sample of its own.
  @ParameterizedTest
  @EnumSource(ParallelConfig.Mode.class)
  void aRankWithoutGroupsGoesThroughTheOthersUpdates(ParallelConfig.Mode mode) throws Exception {
    share(mode);
    allEqualOn("q\\d*[02468]");
    trainTwo(
        config("lone", STEPS, 0, algorithm(OldLogprobs.TRAINER, 0.01, new DynamicSampling(2))));
    JsonNode first = metrics("lone").getFirst();
    assertThat(first.get("groups/dropped").asInt()).isEqualTo(2 * PROMPTS - PROMPTS / 2);
    assertThat(first.properties())
        .filteredOn(figure -> figure.getKey().startsWith("agent/stop/"))
        .extracting(figure -> figure.getValue().asDouble())
        .containsExactly(1.0);
    assertThat(first.get("actor/grad_norm").asDouble()).isPositive();
    assertThat(folder.resolve("lone/rollouts/rollout_data_rank0.jsonl")).doesNotExist();
    assertThat(written("lone", 1)).isEqualTo((long) STEPS * PROMPTS / 2 * SAMPLES);
    assertThat(weights("lone")).isNotEqualTo(weights("lone", STEPS - 2));
  }

  @Test
  void aStepThatTeachesNothingLeavesThePolicyAsItIs() throws Exception {
    allEqualOn(".*");
    Algorithm algorithm = algorithm(OldLogprobs.TRAINER, 0, new DynamicSampling(2));
    train(config("one", STEPS, 0, algorithm), Integer.MAX_VALUE);
    trainTwo(config("two", STEPS, 0, algorithm));
    assertThat(weights("one")).isEqualTo(weights("one", STEPS - 2));
    assertThat(weights("two")).isEqualTo(weights("one"));
    assertThat(metrics("two").getLast().get("groups/dropped").asInt()).isEqualTo(2 * PROMPTS);
    assertThat(metrics("two").getLast().has("critic/score/mean")).isFalse();
    assertThat(lines).anyMatch(line -> line.startsWith("step 1/6  reward NaN"));
  }

  /// Alarms look at all ranks' episodes, and at those of before a stop.
  @Test
  void anAlarmIsRaisedByWhatOtherRanksDo() throws Exception {
    secondOpinion = rank -> new SecondOpinion.Count(10, rank == 1 ? 9 : 0);
    Algorithm algorithm = algorithm(OldLogprobs.ROLLOUT, 0, null);
    trainTwo(config("alarm", 4, 0, algorithm));
    assertThat(lines).noneMatch(line -> line.startsWith("warning"));
    trainTwo(config("alarm", 5, 0, algorithm));
    assertThat(lines).contains("warning: judge_disagreement, see docs/rewards.md");
    assertThat(metrics("alarm").getLast().get("audit/judge_disagreement").asDouble())
        .isEqualTo(0.45);
  }
}
