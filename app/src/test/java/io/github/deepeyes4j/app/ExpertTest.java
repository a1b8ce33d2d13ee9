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
import io.github.deepeyes4j.sandbox.LocalSandbox;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.search.LocalSearch;
import io.github.deepeyes4j.search.SearchTools;
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
    search = SearchTools.over(LocalSearch.open(ASSETS.corpus()));
  }

  @AfterAll
  static void closeTools() {
    codeRunner.close();
    search.close();
  }

  @ParameterizedTest
  @EnumSource(TaskClass.class)
  void solvesHeldOutTasks(TaskClass kind) {
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
        solved++;
      } catch (UnsolvedException e) {
        // Search did not show the fact; counted below.
        assertThat(kind).isIn(TaskClass.SEARCH, TaskClass.TWO_STEP);
      }
    }
    assertThat(solved).isGreaterThanOrEqualTo(TASKS * 9 / 10);
  }

  @ParameterizedTest
  @EnumSource(Split.class)
  void inventionsAreForTrainingOnly(Split split) {
    int before = ASSETS.facts(split).size();
    int after = ASSETS.withInventions(50, 1).facts(split).size();
    assertThat(after > before).isEqualTo(split == Split.TRAIN);
  }
}
