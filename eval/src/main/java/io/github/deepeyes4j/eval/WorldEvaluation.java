package io.github.deepeyes4j.eval;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.eval.WorldReport.Outcome;
import io.github.deepeyes4j.world.task.Task;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lets a model solve nano tasks through the real loop, greedily, and scores its answers by rule.
public final class WorldEvaluation {
  private final ChatModel model;
  private final Rollout withTools;
  private final @Nullable Rollout direct;
  private final Sampling sampling;

  /// Wires the loop.
  ///
  /// @param modes the model's prompts; without a direct one there is no baseline
  /// @param maxTokens new tokens of a turn at most
  public WorldEvaluation(
      ChatModel model,
      CodeRunner codeRunner,
      SearchClient search,
      Protocol.Modes modes,
      int maxTokens) {
    this.model = model;
    this.withTools = new Rollout(model, codeRunner, search, modes.agent(), Limits.defaults());
    this.direct =
        modes.direct() == null
            ? null
            : new Rollout(model, codeRunner, SearchClient.off(), modes.direct(), Limits.oneTurn());
    this.sampling = Sampling.greedy(maxTokens);
  }

  /// What to measure.
  ///
  /// @param concurrent episodes at a time
  public record Plan(String split, long seed, int count, int concurrent) {}

  /// An episode with tools, and whether its answer was right.
  public record Scored(Trajectory trajectory, boolean right) {
    /// As it is stored: the one part of the reward that a rule can tell.
    public Map<String, Double> reward() {
      return Map.of("accuracy", right ? 1.0 : 0.0);
    }
  }

  /// Runs the tasks; `onEpisode` sees each episode with tools as it ends, on the episode's thread.
  public WorldReport run(TaskGenerator tasks, Plan plan, Consumer<Scored> onEpisode)
      throws InterruptedException {
    long start = System.nanoTime();
    Semaphore room = new Semaphore(plan.concurrent);
    List<Callable<Outcome>> episodes = new ArrayList<>();
    for (int i = 0; i < plan.count; i++) {
      int index = i;
      episodes.add(() -> {
        room.acquire();
        try {
          return outcome(tasks.task(plan.seed, index), onEpisode);
        } finally {
          room.release();
        }
      });
    }
    List<Outcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Outcome> episode : threads.invokeAll(episodes)) {
        outcomes.add(episode.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("an episode failed: " + e.getCause(), e.getCause());
    }
    return WorldReport.of(
        model.id(), plan.split, plan.seed, outcomes, (System.nanoTime() - start) / 1e9);
  }

  private Outcome outcome(Task task, Consumer<Scored> onEpisode) {
    Trajectory trajectory = episode(withTools, task);
    boolean right = isRight(trajectory, task);
    onEpisode.accept(new Scored(trajectory, right));
    Boolean directRight = direct == null ? null : isRight(episode(direct, task), task);
    return new Outcome(task.kind(), right, trajectory.toolCalls(), trajectory.stop(), directRight);
  }

  /// An episode that a tool or the model's server spoiled says nothing about the model.
  private Trajectory episode(Rollout rollout, Task task) {
    Trajectory trajectory = rollout.run(task.question(), sampling);
    if (trajectory.stop() == StopReason.INFRASTRUCTURE) {
      throw new IllegalStateException(
          "%s could not be scored: %s"
              .formatted(task.question().id(), trajectory.failure().orElse("a tool failed")));
    }
    return trajectory;
  }

  private static boolean isRight(Trajectory trajectory, Task task) {
    return trajectory.answer().filter(a -> AnswerMatch.matches(a, task.answers())).isPresent();
  }
}
