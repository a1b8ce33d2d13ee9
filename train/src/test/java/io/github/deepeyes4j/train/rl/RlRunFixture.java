package io.github.deepeyes4j.train.rl;

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
import io.github.deepeyes4j.core.score.judge.SecondOpinion;
import io.github.deepeyes4j.core.score.reward.RewardConfig;
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
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs of a tiny model that is rewarded for tokens of even number.
abstract class RlRunFixture {
  static final int STEPS = 6;
  static final int PROMPTS = 4;
  static final int SAMPLES = 4;

  @TempDir Path folder;
  final List<Long> asked = Collections.synchronizedList(new ArrayList<>());
  final List<String> lines = new ArrayList<>();
  final List<RolloutProgress> progress = Collections.synchronizedList(new ArrayList<>());
  RewardFunction reward = RlRunFixture::evenTokens;
  IntFunction<SecondOpinion.Count> secondOpinion = _ -> new SecondOpinion.Count(0, 0);
  @Nullable LoraSettings lora;
  @Nullable Compute compute;
  int workers = 2;
  @Nullable ParallelConfig parallel;

  @BeforeEach
  void createModel() throws Exception {
    Threads.use(1);
    TinyModel.write(folder.resolve("start"));
  }

  static Score evenTokens(Trajectory trajectory, GroundTruth truth) {
    int[] tokens =
        trajectory.turns().stream()
            .flatMapToInt(turn -> IntStream.of(turn.generation().tokens()))
            .toArray();
    double even = IntStream.of(tokens).filter(token -> token % 2 == 0).count();
    double share = even / tokens.length;
    return new Score.Scored(share, share, 1, Map.of("accuracy", share));
  }

  /// Lets questions of these ids teach nothing.
  void allEqualOn(String ids) {
    reward =
        (trajectory, truth) ->
            trajectory.question().id().matches(ids)
                ? new Score.Scored(1, 1, 1, Map.of("accuracy", 1.0))
                : evenTokens(trajectory, truth);
  }

  Prompt prompt(long number) {
    asked.add(number);
    return new Prompt(
        number,
        new Question("q" + number, "Question " + number, List.of(picture(number))),
        new GroundTruth("perception", List.of("right")));
  }

  static Picture picture(long number) {
    byte[] rgb = new byte[3 * 56 * 56];
    java.util.Arrays.fill(rgb, (byte) (40 * number));
    return Picture.ofRgb(56, 56, rgb);
  }

  static Algorithm algorithm(OldLogprobs old, double kl, @Nullable DynamicSampling dynamic) {
    return new Algorithm(
        PROMPTS / 2, 0.2, 0.3, 3, Aggregation.DAPO_TOKEN, old, null, kl, dynamic, null);
  }

  RlConfig config(String out, int steps, int lag, Algorithm algorithm) {
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
  void train(RlConfig config, int stopAfter) throws Exception {
    train(config, stopAfter, new SingleProcess());
  }

  void train(RlConfig config, int stopAfter, ProcessGroup group) throws Exception {
    AtomicInteger polls = new AtomicInteger();
    RlEnvironment environment =
        new RlEnvironment(
            CodeRunner.off(),
            SearchClient.off(),
            new Protocol("Be even.", "{question}", false, false),
            reward,
            () -> secondOpinion.apply(group.rank()),
            this::prompt,
            this::prompt);
    try (RlRun run = new RlRun(config, environment, group, lines::add, progress::add)) {
      run.train(() -> polls.getAndIncrement() >= stopAfter);
    }
  }

  /// Runs as two processes until the end.
  void trainTwo(RlConfig config) throws Exception {
    Ranks.run(
        2,
        group -> {
          train(config, Integer.MAX_VALUE, group);
          return group;
        });
  }

  String weights(String out) throws Exception {
    return weights(out, STEPS);
  }

  String weights(String out, int step) throws Exception {
    return Digests.sha256(
        Files.readAllBytes(
            folder.resolve(out).resolve("step-" + step).resolve("model.safetensors")));
  }

  List<JsonNode> metrics(String out) throws Exception {
    return lines(out, "metrics.jsonl");
  }

  List<JsonNode> rollouts(String out) throws Exception {
    return lines(out, "rollouts/rollout_data_rank0.jsonl");
  }

  private List<JsonNode> lines(String out, String file) throws Exception {
    return Files.readAllLines(folder.resolve(out).resolve(file)).stream()
        .map(line -> JsonMapper.shared().readTree(line))
        .toList();
  }

  double mean(String out, int from, int to) throws Exception {
    return metrics(out).subList(from, to).stream()
        .mapToDouble(step -> step.get("critic/score/mean").asDouble())
        .average()
        .orElseThrow();
  }
}
