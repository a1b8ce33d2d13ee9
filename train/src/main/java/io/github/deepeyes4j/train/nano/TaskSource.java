package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.world.expert.ScriptedExpert;
import io.github.deepeyes4j.world.expert.UnsolvedException;
import io.github.deepeyes4j.world.task.Task;
import io.github.deepeyes4j.world.task.TaskClass;
import io.github.deepeyes4j.world.task.TaskGenerator;

/// Tasks of one class as the scripted expert solves them, its tools really run.
final class TaskSource implements SampleSource {
  private static final Sampling UNUSED = Sampling.greedy(1);

  private final TaskGenerator tasks;
  private final TaskClass kind;
  private final CodeRunner codeRunner;
  private final SearchClient search;
  private final Protocol protocol;
  private final ChatEncoder encoder;
  private final long seed;

  TaskSource(
      TaskGenerator tasks,
      TaskClass kind,
      NanoTools tools,
      Protocol protocol,
      ChatEncoder encoder,
      long seed) {
    this.tasks = tasks;
    this.kind = kind;
    this.codeRunner = tools.codeRunner();
    this.search = tools.search();
    this.protocol = protocol;
    this.encoder = encoder;
    this.seed = seed;
  }

  @Override
  public Sample sample(long number) {
    // A task that its expert cannot solve (a fact that search does not find) gives way to another.
    for (int attempt = 0; attempt < 20; attempt++) {
      Task task = tasks.task(kind, seed, Math.toIntExact(20 * number + attempt));
      try (ScriptedExpert expert = new ScriptedExpert(task)) {
        Trajectory trajectory =
            new Rollout(expert, codeRunner, search, protocol, Limits.defaults())
                .run(task.question(), UNUSED);
        if (trajectory.stop() != StopReason.ANSWER) {
          throw new IllegalStateException(
              "the expert stopped with %s on %s"
                  .formatted(trajectory.stop(), task.question().id()));
        }
        return new Sample.Conversation(encoder.encode(trajectory.messages()));
      } catch (UnsolvedException e) {
        // Next attempt.
      }
    }
    throw new IllegalStateException("20 tasks in a row could not be solved: " + kind);
  }
}
