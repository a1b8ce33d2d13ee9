package io.github.deepeyes4j.train.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.core.score.RewardFunction;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.reward.RewardConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.train.TinyModel;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.optim.Schedule;
import io.github.deepeyes4j.train.parallel.ParallelConfig;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.parallel.Ranks;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import io.github.deepeyes4j.train.replica.Compute;
import io.github.deepeyes4j.train.replica.LoraSettings;
import io.github.deepeyes4j.train.rl.Algorithm.DynamicSampling;
import io.github.deepeyes4j.train.rl.Algorithm.OldLogprobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A tiny model that is rewarded for tokens of even number.
class RlRunTest {
  private static final int STEPS = 6;
  private static final int PROMPTS = 4;
  private static final int SAMPLES = 4;

  @TempDir Path folder;
  private final List<Long> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> lines = new ArrayList<>();
  private final List<RolloutProgress> progress = Collections.synchronizedList(new ArrayList<>());
  private RewardFunction reward = RlRunTest::evenTokens;
  private @Nullable LoraSettings lora;
  private @Nullable Compute compute;

  private int workers = 2;
  private @Nullable ParallelConfig parallel;

  @BeforeEach
  void createModel() throws Exception {
    Threads.use(1);
    TinyModel.write(folder.resolve("start"));
  }

  private static Score evenTokens(Trajectory trajectory, GroundTruth truth) {
    int[] tokens =
        trajectory.turns().stream()
            .flatMapToInt(turn -> IntStream.of(turn.generation().tokens()))
            .toArray();
    double even = IntStream.of(tokens).filter(token -> token % 2 == 0).count();
    double share = even / tokens.length;
    return new Score.Scored(share, share, 1, Map.of("accuracy", share));
  }

  private Prompt prompt(long number) {
    asked.add(number);
    return new Prompt(
        number,
        new Question("q" + number, "Question " + number, List.of(picture(number))),
        new GroundTruth("perception", List.of("right")));
  }

  private static Picture picture(long number) {
    byte[] rgb = new byte[3 * 56 * 56];
    java.util.Arrays.fill(rgb, (byte) (40 * number));
    return Picture.ofRgb(56, 56, rgb);
  }

  private static Algorithm algorithm(
      OldLogprobs old, double kl, @Nullable DynamicSampling dynamic) {
    return new Algorithm(
        PROMPTS / 2, 0.2, 0.3, 3, Aggregation.DAPO_TOKEN, old, null, kl, dynamic, null);
  }

  private RlConfig config(String out, int steps, int lag, Algorithm algorithm) {
    return new RlConfig(
        folder.resolve("start").toString(),
        folder.resolve(out).toString(),
        5,
        workers,
        256,
        1,
        2,
        3,
        new RlConfig.Sampling(PROMPTS, SAMPLES, 8, 1, 8, lag, null),
        RewardConfig.defaults(),
        null,
        algorithm,
        new Schedule(1e-2, 1, steps, steps, 1),
        new AdamW.Settings(0.9, 0.98, 1e-8, 0),
        lora,
        null,
        compute,
        null,
        null,
        null,
        parallel);
  }

  /// Runs until the end, or until so many steps are done.
  private void train(RlConfig config, int stopAfter) throws Exception {
    train(config, stopAfter, new SingleProcess());
  }

  private void train(RlConfig config, int stopAfter, ProcessGroup group) throws Exception {
    AtomicInteger polls = new AtomicInteger();
    RlEnvironment environment =
        new RlEnvironment(
            CodeRunner.off(),
            SearchClient.off(),
            new Protocol("Be even.", "{question}", false, false),
            reward,
            () -> 0,
            this::prompt,
            this::prompt);
    try (RlRun run = new RlRun(config, environment, group, lines::add, progress::add)) {
      run.train(() -> polls.getAndIncrement() >= stopAfter);
    }
  }

  private String weights(String out) throws Exception {
    return Digests.sha256(
        Files.readAllBytes(folder.resolve(out).resolve("step-" + STEPS + "/model.safetensors")));
  }

  private List<JsonNode> metrics(String out) throws Exception {
    return Files.readAllLines(folder.resolve(out).resolve("metrics.jsonl")).stream()
        .map(line -> JsonMapper.shared().readTree(line))
        .toList();
  }

  private double mean(String out, int from, int to) throws Exception {
    return metrics(out).subList(from, to).stream()
        .mapToDouble(step -> step.get("critic/score/mean").asDouble())
        .average()
        .orElseThrow();
  }

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

  @Test
  void anInterruptedRunUsesEachPromptOnceAndEndsWithTheSameWeights() throws Exception {
    Algorithm algorithm = algorithm(OldLogprobs.TRAINER, 0, null);
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

  /// Each process rolls out its half of the prompts; the update is that of all.
  @ParameterizedTest
  @EnumSource(ParallelConfig.Mode.class)
  void twoRanksLearnAsOneDoes(ParallelConfig.Mode mode) throws Exception {
    Algorithm algorithm = algorithm(OldLogprobs.TRAINER, 0, null);
    train(config("one", 2, 0, algorithm), Integer.MAX_VALUE);
    asked.clear();
    workers = 1;
    parallel = new ParallelConfig(mode, ParallelConfig.Backend.GLOO, null);
    Ranks.run(
        2,
        group -> {
          train(config("two", 2, 0, algorithm), Integer.MAX_VALUE, group);
          return group;
        });
    assertThat(asked).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertSameFigures(metrics("two").getFirst(), metrics("one").getFirst());
    // The second step's figures are those of what the first has learned.
    assertSameFigures(metrics("two").getLast(), metrics("one").getLast());
    for (int rank = 0; rank < 2; rank++) {
      assertThat(
              Files.readAllLines(
                  folder.resolve("two/rollouts/rollout_data_rank%d.jsonl".formatted(rank))))
          .hasSize(PROMPTS * SAMPLES);
    }
    assertThat(metrics("two")).hasSize(2);
  }

  private static void assertSameFigures(JsonNode two, JsonNode one) {
    for (String name :
        List.of(
            "critic/score/mean",
            "critic/score/max",
            "critic/score/min",
            "response_length/mean",
            "perf/total_num_tokens",
            "actor/entropy",
            "actor/grad_norm",
            "actor/ppo_kl")) {
      assertThat(two.get(name).asDouble())
          .as(name)
          .isCloseTo(one.get(name).asDouble(), within(1e-4 * one.get(name).asDouble() + 1e-6));
    }
  }

  @Test
  void ranksMustShareTheirPromptsEqually() {
    RlConfig config = config("bad", 1, 0, algorithm(OldLogprobs.ROLLOUT, 0, null));
    assertThatThrownBy(() -> config.requireShared(3))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("must be multiples of the number of processes, 3");
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
    List<String> trajectories =
        Files.readAllLines(folder.resolve("told/rollouts/rollout_data_rank0.jsonl"));
    assertThat(trajectories).hasSize(2 * PROMPTS * SAMPLES);
    JsonNode last = JsonMapper.shared().readTree(trajectories.getLast());
    int tokens = last.get("response_tokens").size();
    assertThat(last.get("response_tokens").get(0).isString()).isTrue();
    assertThat(last.get("logprobs")).hasSize(tokens);
    assertThat(last.get("token_rewards")).hasSize(tokens);
    assertThat(last.get("token_rewards").get(tokens - 1)).isEqualTo(last.get("reward"));
    assertThat(folder.resolve("told/curves.svg")).isNotEmptyFile();
    assertThat(folder.resolve("told/curves.png")).isNotEmptyFile();
  }

  @Test
  void dynamicSamplingDrawsAgainForGroupsThatTeachNothing() throws Exception {
    reward =
        (trajectory, truth) ->
            trajectory.question().id().matches("q[0-2]")
                ? new Score.Scored(1, 1, 1, Map.of("accuracy", 1.0))
                : evenTokens(trajectory, truth);
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
    reward =
        (trajectory, truth) ->
            trajectory.question().id().matches("q[0-2]")
                ? new Score.Scored(1, 1, 1, Map.of("accuracy", 1.0))
                : evenTokens(trajectory, truth);
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
