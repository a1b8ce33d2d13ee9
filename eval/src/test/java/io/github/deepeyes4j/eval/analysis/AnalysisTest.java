package io.github.deepeyes4j.eval.analysis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.score.audit.RolloutAudit;
import io.github.deepeyes4j.eval.analysis.Behaviour.Seen;
import io.github.deepeyes4j.eval.analysis.Behaviour.ToolUse;
import io.github.deepeyes4j.eval.statistics.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnalysisTest {
  @TempDir Path folder;

  @Test
  void aRunIsMeasuredAsAWholeAndByClass() throws IOException {
    Path run = StoredRuns.evaluation(folder.resolve("expert"), true);
    Analysis analysis = Analysis.of(Runs.open(List.of(run.toString())), true);
    Analysis.Run expert = analysis.runs().getFirst();
    assertThat(expert.name()).isEqualTo("expert");
    assertThat(expert.models()).isEqualTo(Map.of("scripted", 10L));
    Behaviour all = expert.overall();
    assertThat(all.n()).isEqualTo(10);
    assertThat(all.toolRate().value()).isEqualTo(0.8);
    assertThat(all.calls().mean()).isCloseTo(1, within(1e-9));
    assertThat(all.calls().max()).isEqualTo(2);
    assertThat(all.tools())
        .isEqualTo(
            Map.of(
                ToolClass.CROP, new ToolUse(4, 0.4, 0.4, 4, 4),
                ToolClass.NUMERICAL, new ToolUse(4, 0.4, 0.4, 4, 4),
                ToolClass.TEXT_SEARCH, new ToolUse(2, 0.2, 0.2, 2, 2)));
    assertThat(all.combinations())
        .isEqualTo(
            Map.of(
                "crop",
                2L,
                "numerical",
                2L,
                "text_search",
                2L,
                "crop + numerical",
                2L,
                "none",
                2L));
    assertThat(all.executableCodeShare()).isEqualTo(1);
    assertThat(all.statuses()).isEqualTo(Map.of("ok", 10L));
    assertThat(all.stops()).isEqualTo(Map.of("answer", 10L));
    assertThat(all.turns().mean()).isEqualTo(2);
    assertThat(expert.classes())
        .containsOnlyKeys("easy", "numeric", "perception", "search", "two_step");
    assertThat(expert.classes().getOrDefault("two_step", all).calls().mean()).isEqualTo(2);
    assertThat(analysis.comparisons()).isEmpty();
  }

  @Test
  void laterEvaluationsAreComparedWithTheFirst() throws IOException {
    Path first = StoredRuns.evaluation(folder.resolve("a"), false);
    Path second = StoredRuns.evaluation(folder.resolve("b"), true);
    Runs runs = Runs.open(List.of("beginner=" + first, "expert=" + second));
    Comparison comparison = Analysis.of(runs, true).comparisons().getFirst();
    assertThat(comparison.first()).isEqualTo("beginner");
    assertThat(comparison.difference().value()).isEqualTo(0.6);
    Comparison.Pairs pairs = requireNonNull(comparison.pairs());
    assertThat(pairs.onlySecond()).hasSize(6);
    assertThat(pairs.p()).isCloseTo(0.03125, within(1e-9));
    assertThat(Analysis.of(runs, false).comparisons()).isEmpty();
  }

  @Test
  void directoriesCanBeMeasuredTogether() throws IOException {
    Path first = StoredRuns.evaluation(folder.resolve("a"), false);
    Path second = StoredRuns.evaluation(folder.resolve("b"), true);
    EpisodeSet set = Runs.open(List.of(first + "," + second)).evaluations().getFirst();
    assertThat(set.name()).isEqualTo("a");
    assertThat(set.episodes()).hasSize(20);
    assertThat(set.episodes().get(10).page()).isEqualTo("episodes/a-2/pages/00001.html");
    // Both parts ask the same questions of the same pictures.
    assertThat(Behaviour.of(set.episodes()).toolRate().method())
        .isEqualTo(Estimate.Method.BOOTSTRAP);
  }

  @Test
  void aTrainingHasCurvesRolloutsAndKeptSteps() throws IOException {
    Path training = StoredRuns.training(folder.resolve("rl"));
    Runs runs = Runs.open(List.of(training.toString()));
    assertThat(runs.evaluations()).isEmpty();
    assertThat(runs.samples())
        .extracting(EpisodeSet::name, EpisodeSet::step)
        .containsExactly(tuple("rl step 5", 5), tuple("rl step 10", 10));
    TrainingRun run = runs.trainings().getFirst();
    assertThat(run.steps()).isEqualTo(12);
    assertThat(run.curves()).containsKey("agent/tool_call_std").doesNotContainKey("actor/lr");
    assertThat(run.curves().get("critic/score/mean"))
        .hasSize(12)
        .endsWith(new TrainingRun.Point(12, 0.6));
    assertThat(run.sources())
        .containsExactly(
            new RolloutPhase(
                "perception", 1, 5, 10, 0.5, 0, new Spread(0, 0, 0, 0), new Spread(2, 0, 2, 2)),
            new RolloutPhase(
                "perception", 8, 12, 10, 0.5, 1, new Spread(2, 0, 2, 2), new Spread(2, 0, 2, 2)));
  }

  /// The audit of a stored episode is that of the episode.
  @Test
  void storingAnEpisodeLosesNothingThatTheAuditReads() {
    List<Turn> turns =
        List.of(
            StoredRuns.crop(1),
            StoredRuns.code("# nothing", ToolStatus.OK, ""),
            StoredRuns.search("capital of Poland"),
            StoredRuns.code("print(8620-10)", ToolStatus.OK, "8610"),
            StoredRuns.code("print(8620-10)", ToolStatus.OK, "8610"),
            StoredRuns.answer("7"));
    Trajectory trajectory = StoredRuns.trajectory("q", StoredRuns.picture(1), turns);
    RolloutAudit audit = RolloutAudit.of(trajectory);
    assertThat(audit.flags()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(RolloutAudit.of(StoredEpisode.audited(TrajectoryJson.of(trajectory))))
        .isEqualTo(audit);
  }

  static Stream<Arguments> wrongEpisodes() {
    Turn crop = StoredRuns.crop(1);
    Turn failed = StoredRuns.code("print(1/0)", ToolStatus.PYTHON_ERROR, "");
    Turn computed = StoredRuns.code("print(8620-10)", ToolStatus.OK, "8610");
    Turn malformed =
        StoredRuns.turn(
            "<tool_call>{}</tool_call>", Observation.text("Error", ToolStatus.BAD_REQUEST));
    Turn answer = StoredRuns.answer("7");
    return Stream.of(
        Arguments.of("no_answer", "test-1-0", List.of(crop)),
        Arguments.of("execution", "test-1-1", List.of(failed, answer)),
        Arguments.of("execution", "test-1-2", List.of(malformed, answer)),
        Arguments.of("selection", "test-1-2", List.of(malformed, crop, answer)),
        Arguments.of("selection", "test-1-0", List.of(answer)),
        Arguments.of("selection", "test-1-3", List.of(crop, answer)),
        Arguments.of("reading", "test-1-1", List.of(failed, computed, answer)),
        Arguments.of("undetermined", "test-1-0", List.of(crop, answer)),
        Arguments.of("undetermined", "test-1-4", List.of(answer)),
        Arguments.of("undetermined", "unknown", List.of(answer)));
  }

  @ParameterizedTest
  @MethodSource("wrongEpisodes")
  void aWrongEpisodeHasTheFirstKindThatApplies(String kind, String id, List<Turn> turns)
      throws IOException {
    StoredRuns run = StoredRuns.at(folder.resolve("run"));
    run.add(id, turns, false).add("right", turns, true).add("unscored", turns, null);
    EpisodeSet set = EpisodeSet.read("run", List.of(run.directory()), null);
    Behaviour behaviour = Behaviour.of(set.episodes());
    assertThat(behaviour.unscored()).isEqualTo(1);
    behaviour
        .errors()
        .forEach((name, episodes) -> {
          if (name.equals(kind)) {
            assertThat(episodes).containsExactly(new Seen(id, "episodes/run/pages/00001.html"));
          } else {
            assertThat(episodes).as(name).isEmpty();
          }
        });
  }

  @Test
  void whatCouldNotBeScoredIsNoZero() throws IOException {
    StoredRuns run = StoredRuns.at(folder.resolve("run"));
    run.add("a", List.of(StoredRuns.answer("x")), null);
    Behaviour behaviour =
        Behaviour.of(EpisodeSet.read("run", List.of(run.directory()), null).episodes());
    assertThat(behaviour.accuracy()).isNull();
    run.add("b", List.of(StoredRuns.answer("x")), true);
    behaviour = Behaviour.of(EpisodeSet.read("run", List.of(run.directory()), null).episodes());
    assertThat(requireNonNull(behaviour.accuracy()).value()).isEqualTo(0.5);
    assertThat(requireNonNull(behaviour.accuracyOfScored()).value()).isEqualTo(1);
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    Path run = StoredRuns.evaluation(folder.resolve("run"), true);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.createFile(
        Files.createDirectories(folder.resolve("blank")).resolve("trajectories.jsonl"));
    Path other = Files.createDirectories(folder.resolve("other"));
    Path stored = run.resolve("trajectories.jsonl");
    String line = Files.readAllLines(stored).getFirst();
    assertRefused("no such directory", folder.resolve("nowhere").toString());
    assertRefused("holds no trajectories.jsonl", empty.toString());
    assertRefused("trajectories.jsonl is empty", folder.resolve("blank").toString());
    assertRefused("two runs are named 'run'", run.toString(), run.toString());
    assertRefused("must be [NAME=]DIR[,DIR…]", "a=b=c");
    assertRefused("must be [NAME=]DIR[,DIR…]", run + ",");
    Files.writeString(
        other.resolve("trajectories.jsonl"), line.replace("\"version\":1", "\"version\":9"));
    assertRefused("trajectory version 9, only 1 is known", other.toString());
    Files.writeString(other.resolve("trajectories.jsonl"), line.replace("\"code\"", "\"dance\""));
    assertRefused("trajectory 'test-7-0': 'dance' is no kind of action", other.toString());
    Files.writeString(other.resolve("metrics.jsonl"), "{\"loss\": 1}");
    assertRefused("metrics.jsonl:1: not a row of metrics: its step is missing", other.toString());
    Files.writeString(other.resolve("metrics.jsonl"), "");
    assertRefused("metrics.jsonl is empty", other.toString());
    Files.writeString(other.resolve("metrics.jsonl"), "{\"step\": 1}");
    Files.createDirectories(other.resolve("rollouts"));
    Files.writeString(other.resolve("rollouts/rollout_data_rank0.jsonl"), "{\"step\": 1}");
    assertRefused("rollout_data_rank0.jsonl:1: not a rollout", other.toString());
  }

  private static void assertRefused(String message, String... runs) {
    assertThatThrownBy(() -> Runs.open(List.of(runs)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void publishedSharesAreWhole() {
    Published published = Published.load();
    assertThat(published.shares()).hasSize(8);
    assertThat(published.rates()).hasSize(8);
    for (Published.Shares benchmark : published.shares()) {
      for (Map<ToolClass, Double> shares : List.of(benchmark.sft(), benchmark.rl())) {
        assertThat(shares.values().stream().mapToDouble(Double::doubleValue).sum())
            .as(benchmark.benchmark())
            .isBetween(99.0, 101.0);
      }
    }
  }
}
