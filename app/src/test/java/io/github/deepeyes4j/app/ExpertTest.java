package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.Score.Scored;
import io.github.deepeyes4j.core.score.audit.RolloutAudit;
import io.github.deepeyes4j.core.score.judge.AnswerRules;
import io.github.deepeyes4j.core.score.judge.MathEquivalence;
import io.github.deepeyes4j.core.score.judge.RuleJudge;
import io.github.deepeyes4j.core.score.reward.RewardConfig;
import io.github.deepeyes4j.core.score.reward.Rewards;
import io.github.deepeyes4j.sandbox.LocalSandbox;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.search.SearchTools;
import io.github.deepeyes4j.search.text.CachedIndex;
import io.github.deepeyes4j.search.text.Encoding;
import io.github.deepeyes4j.search.text.Progress;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.expert.ScriptedExpert;
import io.github.deepeyes4j.world.expert.UnsolvedException;
import io.github.deepeyes4j.world.task.Task;
import io.github.deepeyes4j.world.task.TaskClass;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The expert's solutions, carried out by the real tools over the shipped assets.
class ExpertTest {
  private static final int TASKS = 20;
  private static final Protocol PROTOCOL = new Protocol("S", "{question}", true, false);

  private static final Assets ASSETS = Assets.load(Path.of("../assets"));
  private static final ImageProcessor VIEW =
      ImageProcessor.load(Path.of("../models/nano/preprocessor_config.json"));
  private static CodeRunner codeRunner;
  private static SearchClient search;

  @BeforeAll
  static void openTools() {
    codeRunner = LocalSandbox.open(PythonEnvironment.openDefault());
    search = new SearchTools(CachedIndex.open(ASSETS.corpus(), Encoding.MINILM, Progress.silent()));
  }

  @AfterAll
  static void closeTools() {
    codeRunner.close();
    search.close();
  }

  @ParameterizedTest
  @EnumSource(TaskClass.class)
  void solvesHeldOutTasksAndEarnsForIt(TaskClass kind) throws InterruptedException {
    TaskGenerator tasks = new TaskGenerator(ASSETS, Split.TEST, VIEW);
    int solved = 0;
    for (int i = 0; i < TASKS; i++) {
      Task task = tasks.task(kind, 3, i);
      try (ScriptedExpert expert = new ScriptedExpert(task)) {
        Trajectory trajectory =
            new Rollout(expert, codeRunner, search, PROTOCOL, Limits.defaults())
                .run(task.question(), Sampling.greedy(1));
        assertThat(trajectory.stop()).isEqualTo(StopReason.ANSWER);
        assertThat(trajectory.answer())
            .hasValueSatisfying(answer ->
                assertThat(AnswerMatch.matches(answer, task.answers())).as(answer).isTrue());
        assertThat(trajectory.toolCalls() == 0).isEqualTo(kind == TaskClass.EASY);
        assertThat(RolloutAudit.of(trajectory).flags()).as(task.question().id()).isEmpty();
        assertThat(reward(trajectory, task)).isGreaterThanOrEqualTo(0.92);
        solved++;
      } catch (UnsolvedException e) {
        // Search did not show the fact; counted below.
        assertThat(kind).isIn(TaskClass.SEARCH, TaskClass.TWO_STEP);
      }
    }
    assertThat(solved).isGreaterThanOrEqualTo(TASKS * 9 / 10);
  }

  private static double reward(Trajectory trajectory, Task task) throws InterruptedException {
    Judge rules = new RuleJudge(new AnswerRules(MathEquivalence.none()));
    GroundTruth truth = new GroundTruth(task.kind().label(), task.answers());
    Score score = new Rewards(RewardConfig.defaults(), rules, rules).score(trajectory, truth);
    return ((Scored) score).reward();
  }

  @ParameterizedTest
  @EnumSource(Split.class)
  void inventionsAreForTrainingOnly(Split split) {
    int before = ASSETS.facts(split).size();
    int after = ASSETS.withInventions(50, 1).facts(split).size();
    assertThat(after > before).isEqualTo(split == Split.TRAIN);
  }
}
