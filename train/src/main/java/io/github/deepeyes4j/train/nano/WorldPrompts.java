package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.train.rl.Prompt;
import io.github.deepeyes4j.train.rl.PromptSource;
import io.github.deepeyes4j.world.task.Task;
import io.github.deepeyes4j.world.task.TaskGenerator;

/// Nano tasks as prompts, without end; a task's class is its data source.
public record WorldPrompts(TaskGenerator tasks, long seed) implements PromptSource {
  @Override
  public Prompt prompt(long number) {
    Task task = tasks.task(seed, Math.toIntExact(number));
    return new Prompt(
        number, task.question(), new GroundTruth(task.kind().label(), task.answers()));
  }
}
