package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.metrics.Figure;
import io.github.deepeyes4j.core.score.audit.StepAudit;
import io.github.deepeyes4j.core.score.judge.SecondOpinion;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.InFlight;
import io.github.deepeyes4j.engine.Weights;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// The side that acts: the engine with the policy's weights, rolling out.
final class Actor implements AutoCloseable {
  private final EngineChatModel model;
  private final Rollouts rollouts;
  private final Experience experience;
  private final PromptSource heldOut;
  private final Supplier<SecondOpinion.Count> secondOpinion;
  private final int turnTokens;
  private final ProcessGroup group;

  /// Wires the parts.
  ///
  /// @param turnTokens new tokens of a turn at most, in validation
  /// @param group the processes that share the prompts
  Actor(
      EngineChatModel model,
      Rollouts rollouts,
      Experience experience,
      RlEnvironment environment,
      int turnTokens,
      ProcessGroup group) {
    this.model = model;
    this.rollouts = rollouts;
    this.experience = experience;
    this.heldOut = environment.heldOut();
    this.secondOpinion = environment.secondOpinion();
    this.turnTokens = turnTokens;
    this.group = group;
  }

  /// The groups of the next step.
  ///
  /// @param left steps until the end of the run, this one included
  List<Group> next(int left) throws InterruptedException {
    return experience.next(left);
  }

  /// Goes on with new weights; episodes that are under way do, too.
  void follow(Weights weights) throws InterruptedException {
    model.update(weights, InFlight.KEEP);
  }

  /// One greedy episode of each of this process's share of the first held-out prompts.
  ///
  /// @param step that was done last
  List<Group> validate(int step, int count) throws InterruptedException {
    List<Prompt> prompts =
        LongStream.range(0, count)
            .filter(number -> number % group.size() == group.rank())
            .mapToObj(heldOut::prompt)
            .toList();
    return rollouts.validation(step, prompts, Sampling.greedy(turnTokens)).await();
  }

  /// What a step's episodes did with their tools.
  Map<String, Figure> audit(List<Group> groups) {
    return StepAudit.of(
        groups.stream()
            .flatMap(group -> group.episodes().stream())
            .map(Group.Episode::trajectory)
            .toList(),
        secondOpinion.get());
  }

  /// The first prompt that no finished step has used.
  long used() {
    return experience.used();
  }

  /// Groups that dynamic sampling left out of the last step.
  int dropped() {
    return experience.dropped();
  }

  @Override
  public void close() {
    rollouts.close();
    model.close();
  }
}
