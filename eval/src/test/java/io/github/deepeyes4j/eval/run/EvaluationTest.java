package io.github.deepeyes4j.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.score.judge.AnswerReader;
import io.github.deepeyes4j.core.score.judge.AnswerRules;
import io.github.deepeyes4j.core.score.judge.MathEquivalence;
import io.github.deepeyes4j.core.score.judge.RuleJudge;
import io.github.deepeyes4j.eval.benchmark.Benchmark;
import io.github.deepeyes4j.eval.benchmark.BenchmarkFiles;
import io.github.deepeyes4j.eval.benchmark.TableItems;
import io.github.deepeyes4j.eval.result.EvalReport;
import io.github.deepeyes4j.eval.result.ResultRow;
import io.github.deepeyes4j.eval.result.ScoreComparison;
import io.github.deepeyes4j.eval.result.Scores;
import io.github.deepeyes4j.eval.scorer.Graders;
import io.github.deepeyes4j.eval.scorer.ReaderPrompts;
import io.github.deepeyes4j.eval.statistics.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  private static final Path DECLARATIONS = Path.of("../configs/benchmarks");

  private static final String CONFIG =
      """
      benchmarks: [{name: VStarBench, file: x}]
      out: runs
      mode: agent
      tools: [code]
      sampling: {temperature: 0, top-p: 1, top-k: 0, seed: 1, max-tokens: 64}
      runs: 1
      concurrent: 2
      retries: 0
      limits: {turns: 3, pictures: 5, cell-seconds: 5}
      ablate: none
      judging: {mode: rules}
      """;

  /// The right letters of the file by words of its questions.
  private static final Map<String, String> RIGHT =
      Map.of("cup", "B", "bag", "A", "dog", "A", "sign", "D", "cat", "B");

  @TempDir private Path folder;

  private static EvalConfig config(String... overrides) {
    return Configs.parse(CONFIG, "test", EvalConfig.class, List.of(overrides));
  }

  private static String right(String question) {
    return RIGHT.entrySet().stream()
        .filter(entry -> question.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private static Evaluation.Tools tools(ChatModel model) {
    RuleJudge judge = new RuleJudge(new AnswerRules(MathEquivalence.none()));
    return new Evaluation.Tools(
        model,
        CodeRunner.off(),
        SearchClient.off(),
        new Protocol("s", "{question}", false, false),
        () ->
            new Graders(
                judge, judge, AnswerReader.off(), MathEquivalence.none(), ReaderPrompts.ours()),
        _ -> List.of());
  }

  private static RunProtocol protocol(EvalConfig config, TableItems items) {
    return RunProtocol.of(
        config,
        Benchmark.named("vstarbench", DECLARATIONS),
        items,
        new RunProtocol.Parts("answers", "w", "p", List.of(), "r", Map.of()));
  }

  private EvalReport run(EvalConfig config, ChatModel model) throws Exception {
    return run(config, model, false, Integer.MAX_VALUE);
  }

  /// @param most rows that are kept before the run is told to stop
  private EvalReport run(EvalConfig config, ChatModel model, boolean again, int most)
      throws Exception {
    Benchmark benchmark = Benchmark.named("VStarBench", DECLARATIONS);
    Path file = BenchmarkFiles.write("VStarBench", folder);
    try (TableItems items = TableItems.open(benchmark, file)) {
      RunProtocol protocol = protocol(config, items);
      AtomicInteger kept = new AtomicInteger();
      try (RunDirectory directory = RunDirectory.open(folder.resolve("run"), protocol, again)) {
        new Evaluation(benchmark, config, tools(model))
            .run(
                items,
                directory,
                protocol.digest(),
                () -> kept.get() >= most,
                _ -> kept.incrementAndGet());
        return RunDirectory.report(folder.resolve("run"));
      }
    }
  }

  private static AnswerModel answering(Function<String, String> answer) {
    return new AnswerModel(request ->
        "<think>x</think><answer>%s</answer>"
            .formatted(answer.apply(AnswerModel.question(request))));
  }

  private static Scores scores(EvalReport report, String variant) {
    return Objects.requireNonNull(report.scores().get(variant), variant);
  }

  private static double number(Map<String, Estimate> numbers, String name) {
    return Objects.requireNonNull(numbers.get(name), name).value();
  }

  @Test
  void scoresAndReports() throws Exception {
    EvalReport report = run(config(), answering(q -> q.contains("sign") ? "A" : right(q)));
    assertThat(scores(report, "fixed").headline().getValue().value()).isEqualTo(0.8);
    assertThat(scores(report, "released").headline().getValue().value()).isEqualTo(0.8);
    assertThat(number(scores(report, "fixed").all(), "category=relative_position")).isEqualTo(1);
    assertThat(scores(report, "fixed").clusters()).isEqualTo(3);
    assertThat(report.complete()).isTrue();
    assertThat(report.title()).isEqualTo("VStarBench, answers, agent, code");
    assertThat(report.fileName()).isEqualTo("VStarBench.agent.code");
    assertThat(report.remarks())
        .singleElement()
        .asString()
        .contains("not the published VStarBench");
    assertThat(report.table()).contains("protocol " + report.protocol().substring(0, 12), "80.0 %");
    assertThat(TrajectoryStore.read(folder.resolve("run"))).hasSize(5);
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    AnswerModel model = answering(EvaluationTest::right);
    EvalReport first = run(config("concurrent=1"), model, false, 2);
    assertThat(first.complete()).isFalse();
    int before = model.asked.get();
    assertThat(before).isLessThan(5);
    // As a kill leaves them: half a line of a result, and a trajectory whose result is missing.
    Path run = folder.resolve("run");
    Files.writeString(
        run.resolve("results.jsonl"),
        Files.readString(run.resolve("results.jsonl")) + "{\"protocol\": \"ab");
    String trajectories = Files.readString(run.resolve("trajectories.jsonl"));
    Files.writeString(
        run.resolve("trajectories.jsonl"),
        trajectories
            + trajectories.lines().findFirst().orElseThrow().replace("\"id\":\"0\"", "\"id\":\"4\"")
            + "\n{\"id\": \"3");
    EvalReport second = run(config("concurrent=1"), model);
    assertThat(second.complete()).isTrue();
    assertThat(model.asked.get()).isEqualTo(5);
    assertThat(scores(second, "fixed").headline().getValue().value()).isEqualTo(1);
    assertThat(TrajectoryStore.read(run))
        .extracting("id")
        .containsExactlyInAnyOrder("0", "1", "2", "3", "4");
    EvalReport third = run(config("concurrent=1"), model);
    assertThat(model.asked.get()).isEqualTo(5);
    assertThat(third.scores()).isEqualTo(second.scores());
  }

  @Test
  void refusesAnotherProtocol() throws Exception {
    run(config(), answering(EvaluationTest::right));
    assertThatThrownBy(() -> run(config("tools=[]"), answering(EvaluationTest::right)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("run by another protocol (tools: no-tools here, code there)");
  }

  @Test
  void tellsUnscoredFromWrong() throws Exception {
    AnswerModel failing =
        new AnswerModel(request -> {
          if (AnswerModel.question(request).contains("sign")) {
            throw new ModelUnavailableException("down");
          }
          return "<answer>%s</answer>".formatted(right(AnswerModel.question(request)));
        });
    EvalReport report = run(config(), failing);
    assertThat(scores(report, "fixed").headline().getValue().value()).isEqualTo(0.8);
    assertThat(scores(report, "fixed").scored().firstEntry().getValue().value()).isEqualTo(1);
    assertThat(scores(report, "fixed").unscored()).containsEntry("infrastructure", 1L);
    assertThat(report.table()).contains("unscored 1 {infrastructure=1}", "over scored 100.0 %");
    AnswerModel well = answering(EvaluationTest::right);
    assertThat(scores(run(config(), well), "fixed").unscored()).hasSize(1);
    assertThat(well.asked).hasValue(0);
    EvalReport again = run(config(), well, true, Integer.MAX_VALUE);
    assertThat(well.asked).hasValue(1);
    assertThat(scores(again, "fixed").headline().getValue().value()).isEqualTo(1);
    assertThat(TrajectoryStore.read(folder.resolve("run"))).hasSize(5);
  }

  @Test
  void passesHaveSeedsOfTheirOwn() throws Exception {
    AnswerModel model = answering(EvaluationTest::right);
    EvalReport report = run(config("runs=2", "sampling.temperature=1"), model);
    assertThat(scores(report, "fixed").n()).isEqualTo(10);
    assertThat(scores(report, "fixed").spread()).isZero();
    assertThat(RunDirectory.rows(folder.resolve("run")))
        .extracting(ResultRow::seed)
        .containsOnly(1L, 1_000_001L);
  }

  @Test
  void comparesTwoRuns() throws Exception {
    run(config(), answering(_ -> "A"));
    Path first = Files.move(folder.resolve("run"), folder.resolve("first"));
    run(config("tools=[]"), answering(EvaluationTest::right));
    RunProtocol protocol = RunDirectory.protocol(first);
    ScoreComparison comparison =
        ScoreComparison.of(
            protocol.aggregation(),
            protocol.groups(),
            List.copyOf(RunDirectory.rows(first)),
            List.copyOf(RunDirectory.rows(folder.resolve("run"))));
    assertThat(number(comparison.difference(), "overall")).isEqualTo(0.6, within());
    assertThat(comparison.secondRight()).isEqualTo(3);
    assertThat(comparison.bothRight()).isEqualTo(2);
    assertThat(comparison.changed()).isEqualTo(0.6, within());
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-9);
  }

  /// The first two episodes wait for each other; if there were places for more, they would come in
  /// meanwhile.
  @Test
  void neverHoldsMoreThanItsPlaces() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    AnswerModel model =
        new AnswerModel(_ -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          two.countDown();
          await(two);
          now.decrementAndGet();
          return "<answer>A</answer>";
        });
    run(config(), model);
    assertThat(most.get()).isEqualTo(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aDamagedPictureIsNamedAndTheRestKept() throws IOException {
    String text =
        BenchmarkFiles.text(
            """
            index|image|question|A|B|answer|category
            0|IMG1|What is the color of the cup?|red|blue|B|x
            1|BROKEN|What is the color of the bag?|red|blue|A|x
            """
                .replace("BROKEN", "QUJD".repeat(20)));
    Path file = Files.writeString(folder.resolve("broken.tsv"), text);
    Benchmark benchmark = Benchmark.named("VStarBench", DECLARATIONS);
    EvalConfig config = config("concurrent=1");
    try (TableItems items = TableItems.open(benchmark, file);
        RunDirectory directory =
            RunDirectory.open(folder.resolve("run"), protocol(config, items), false)) {
      Evaluation evaluation =
          new Evaluation(benchmark, config, tools(answering(EvaluationTest::right)));
      assertThatThrownBy(() -> evaluation.run(items, directory, "p", () -> false, _ -> {}))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("broken.tsv: row 2: not a picture");
      assertThat(directory.rows()).hasSize(1);
    }
  }

  @Test
  void anErrorInAnEpisodeEndsTheRun() {
    AnswerModel broken =
        answering(_ -> {
          throw new StackOverflowError("deep");
        });
    assertThatThrownBy(() -> run(config(), broken))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(StackOverflowError.class);
  }
}
