package io.github.deepeyes4j.train.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.train.replica.Compute;
import io.github.deepeyes4j.train.replica.LoraSettings;
import io.github.deepeyes4j.train.rl.Algorithm.DynamicSampling;
import io.github.deepeyes4j.train.rl.Algorithm.OldLogprobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RlRunTest extends RlRunFixture {
  @Test
  void theRewardRises() throws Exception {
    train(config("learn", 25, 0, algorithm(OldLogprobs.ROLLOUT, 0, null)), Integer.MAX_VALUE);
    assertThat(mean("learn", 20, 25)).isGreaterThan(mean("learn", 0, 5) + 0.2);
    // The engine never samples the control tokens, which have their share in the trainer's softmax.
    assertThat(metrics("learn").getFirst().get("actor/logprob_gap").asDouble()).isLessThan(1e-3);
  }

  @Test
  void theRewardRisesWithAPolicyThatLags() throws Exception {
    // What a lagging step samples depends on timing: the bar is low, and the same for all of it.
    train(config("lag", 25, 2, algorithm(OldLogprobs.ROLLOUT, 0.01, null)), Integer.MAX_VALUE);
    assertThat(mean("lag", 20, 25)).isGreaterThan(mean("lag", 0, 5) + 0.08);
    assertThat(asked).doesNotHaveDuplicates().hasSize(25 * PROMPTS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void anInterruptedRunUsesEachPromptOnceAndEndsWithTheSameWeights(double kl) throws Exception {
    Algorithm algorithm = algorithm(OldLogprobs.TRAINER, kl, null);
    train(config("whole", STEPS, 0, algorithm), Integer.MAX_VALUE);
    asked.clear();
    for (int stop : new int[] {1, 3, Integer.MAX_VALUE}) {
      train(config("pieces", STEPS, 0, algorithm), stop);
    }
    assertThat(asked).doesNotHaveDuplicates().hasSize(STEPS * PROMPTS);
    assertThat(weights("pieces")).isEqualTo(weights("whole"));
    assertThat(metrics("pieces"))
        .extracting(step -> step.get("step").asInt())
        .containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void anInterruptedRunOfAnAdapterEndsWithTheSameAdapter() throws Exception {
    lora = new LoraSettings(4, 32, List.of("q_proj", "v_proj", "down_proj"));
    Algorithm algorithm = algorithm(OldLogprobs.TRAINER, 0.01, null);
    train(config("whole", STEPS, 0, algorithm), Integer.MAX_VALUE);
    for (int stop : new int[] {2, Integer.MAX_VALUE}) {
      train(config("pieces", STEPS, 0, algorithm), stop);
    }
    assertThat(adapter("pieces")).isEqualTo(adapter("whole"));
    assertThat(mean("whole", 3, STEPS)).isNotEqualTo(mean("whole", 0, 3));
    assertThat(metrics("whole").getLast().get("actor/logprob_gap").asDouble()).isLessThan(1e-2);
  }

  /// The engine samples in the precision in which the trainer computes.
  @Test
  void theRewardRisesInNarrowPrecision() throws Exception {
    compute = new Compute("cpu", Placement.Precision.BF16, true);
    train(config("narrow", 25, 0, algorithm(OldLogprobs.ROLLOUT, 0.01, null)), Integer.MAX_VALUE);
    assertThat(mean("narrow", 20, 25)).isGreaterThan(mean("narrow", 0, 5) + 0.1);
    assertThat(metrics("narrow").getFirst().get("actor/logprob_gap").asDouble()).isLessThan(0.05);
  }

  private String adapter(String out) throws Exception {
    Path checkpoint = folder.resolve(out).resolve("step-" + STEPS);
    return Digests.sha256(Files.readAllBytes(checkpoint.resolve("adapter_model.safetensors")));
  }

  @Test
  void anEpisodeWithoutAScoreIsLeftOutAndCounted() throws Exception {
    AtomicInteger count = new AtomicInteger();
    reward =
        (trajectory, truth) ->
            count.getAndIncrement() % 4 == 0
                ? new Score.Unscored(Score.Reason.JUDGE_UNPARSABLE, "no verdict")
                : evenTokens(trajectory, truth);
    train(config("some", 1, 0, algorithm(OldLogprobs.ROLLOUT, 0, null)), Integer.MAX_VALUE);
    JsonNode step = metrics("some").getFirst();
    assertThat(step.get("unscored/judge_unparsable").asInt()).isEqualTo(PROMPTS * SAMPLES / 4);
    assertThat(step.get("critic/score/mean").asDouble()).isBetween(0.2, 0.8);
    assertThat(Files.readAllLines(folder.resolve("some/unscored.jsonl")))
        .hasSize(PROMPTS * SAMPLES / 4)
        .allMatch(line -> line.contains("judge_unparsable: no verdict"));
  }

  @Test
  void aStepTellsItsProgressAndLeavesItsTrajectoriesAndCurves() throws Exception {
    train(config("told", 2, 0, algorithm(OldLogprobs.ROLLOUT, 0, null)), Integer.MAX_VALUE);
    assertThat(progress)
        .extracting(RolloutProgress::step, RolloutProgress::done)
        .containsExactlyElementsOf(
            IntStream.range(0, 2 * PROMPTS * SAMPLES)
                .mapToObj(i -> tuple(1 + i / (PROMPTS * SAMPLES), 1 + i % (PROMPTS * SAMPLES)))
                .toList());
    assertThat(progress.getLast().reward())
        .isCloseTo(metrics("told").getLast().get("critic/score/mean").asDouble(), within(1e-9));
    List<JsonNode> trajectories = rollouts("told");
    assertThat(trajectories).hasSize(2 * PROMPTS * SAMPLES);
    JsonNode last = trajectories.getLast();
    assertThat(last.has("ref_logprobs")).isFalse();
    int tokens = last.get("response_tokens").size();
    assertThat(last.get("response_tokens").get(0).isString()).isTrue();
    assertThat(last.get("logprobs")).hasSize(tokens);
    assertThat(last.get("token_rewards")).hasSize(tokens);
    assertThat(last.get("token_rewards").get(tokens - 1)).isEqualTo(last.get("reward"));
    assertThat(folder.resolve("told/curves.svg")).isNotEmptyFile();
    assertThat(folder.resolve("told/curves.png")).isNotEmptyFile();
  }

  /// The policy begins as the reference and moves away.
  @Test
  void theReferenceIsToldBesideEachToken() throws Exception {
    reward =
        (trajectory, truth) ->
            trajectory.seed() % 4 == 0
                ? new Score.Unscored(Score.Reason.JUDGE_UNPARSABLE, "no verdict")
                : evenTokens(trajectory, truth);
    train(config("near", 4, 0, algorithm(OldLogprobs.ROLLOUT, 0.01, null)), Integer.MAX_VALUE);
    List<JsonNode> told = rollouts("near");
    for (JsonNode line : told) {
      assertThat(line.get("ref_logprobs")).hasSize(line.get("response_tokens").size());
    }
    assertThat(told)
        .filteredOn(line -> line.get("step").asInt() == 1)
        .allSatisfy(line -> assertThat(distance(line)).isLessThan(5e-3));
    assertThat(told)
        .filteredOn(line -> line.get("step").asInt() == 4)
        .allSatisfy(line -> assertThat(distance(line)).isGreaterThan(1e-2));
    assertThat(Files.readString(folder.resolve("near/unscored.jsonl")))
        .isNotEmpty()
        .doesNotContain("ref_logprobs");
    assertThat(metrics("near")).allMatch(step -> step.has("timing_s/ref"));
  }

  /// The largest distance between what engine and reference say of a token.
  private static double distance(JsonNode line) {
    return IntStream.range(0, line.get("logprobs").size())
        .mapToDouble(i ->
            Math.abs(
                line.get("logprobs").get(i).asDouble()
                    - line.get("ref_logprobs").get(i).asDouble()))
        .max()
        .orElseThrow();
  }

  @Test
  void dynamicSamplingDrawsAgainForGroupsThatTeachNothing() throws Exception {
    allEqualOn("q[0-2]");
    train(
        config("drawn", 1, 0, algorithm(OldLogprobs.ROLLOUT, 0, new DynamicSampling(3))),
        Integer.MAX_VALUE);
    JsonNode step = metrics("drawn").getFirst();
    assertThat(asked).hasSize(2 * PROMPTS);
    assertThat(step.get("groups/equal_share").asDouble()).isZero();
    assertThat(step.get("groups/dropped").asInt()).isEqualTo(PROMPTS);
  }

  @Test
  void dynamicSamplingUsesNoPromptTwiceAcrossAStop() throws Exception {
    allEqualOn("q[0-2]");
    Algorithm algorithm = algorithm(OldLogprobs.ROLLOUT, 0, new DynamicSampling(3));
    train(config("drawn", 2, 0, algorithm), 1);
    train(config("drawn", 2, 0, algorithm), Integer.MAX_VALUE);
    assertThat(asked).doesNotHaveDuplicates().hasSize(3 * PROMPTS);
  }

  @Test
  void settingsThatContradictEachOtherAreNamed() {
    Algorithm dynamic = algorithm(OldLogprobs.ROLLOUT, 0, new DynamicSampling(2));
    assertThatThrownBy(() -> config("bad", 1, 1, dynamic))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("dynamic-sampling needs rollouts.max-policy-lag 0, not 1");
  }
}
