package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.rl.Algorithm.DynamicSampling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.LongStream;

/// The groups that the steps learn from, in order: prompts are taken one after the other, none
/// twice. Rolls out ahead of the step as far as the policy may lag behind.
final class Experience {
  private final Rollouts rollouts;
  private final PromptSource source;
  private final RlConfig config;
  private final ProcessGroup group;
  private final Queue<Rollouts.Pending> ahead = new ArrayDeque<>();
  private long cursor;
  private int dropped;

  /// @param group the processes that share the prompts of a step
  /// @param cursor the first prompt that no step has used
  Experience(
      Rollouts rollouts, PromptSource source, RlConfig config, ProcessGroup group, long cursor) {
    this.rollouts = rollouts;
    this.source = source;
    this.config = config;
    this.group = group;
    this.cursor = cursor;
  }

  /// The next step's groups. Those of the steps after it are under way as far as that is allowed
  /// when this returns.
  ///
  /// @param left steps until the end of the run, this one included
  List<Group> next(int left) throws InterruptedException {
    int wanted = Math.min(left, config.rollouts().maxPolicyLag() + 1);
    int step = config.steps() - left + 1;
    while (ahead.size() < wanted) {
      ahead.add(start(step + ahead.size()));
    }
    List<Group> groups = ahead.remove().await();
    DynamicSampling dynamic = config.algorithm().dynamicSampling();
    return dynamic == null ? groups : informative(step, groups, dynamic.rounds());
  }

  /// Starts this process's share of the next prompts: each so-many-th.
  private Rollouts.Pending start(int step) {
    List<Prompt> taken =
        LongStream.range(0, share())
            .map(i -> cursor + i * group.size() + group.rank())
            .mapToObj(source::prompt)
            .toList();
    cursor += config.rollouts().prompts();
    return rollouts.start(step, taken, sampling(), config.rollouts().samples());
  }

  /// How many of a step's groups are this process's.
  private int share() {
    return config.rollouts().prompts() / group.size();
  }

  /// Draws further groups in the place of those that teach nothing, as long as any process has
  /// fewer than its share; after the last round it may have fewer still. All draw in every round,
  /// so that they go on from the same prompt.
  private List<Group> informative(int step, List<Group> first, int rounds)
      throws InterruptedException {
    List<Group> kept = new ArrayList<>();
    List<Group> drawn = first;
    for (int round = 1; ; round++) {
      drawn.stream().filter(Group::isInformative).forEach(kept::add);
      if (round == rounds || !group.any(kept.size() < share())) {
        List<Group> used = kept.subList(0, Math.min(kept.size(), share()));
        dropped = round * share() - used.size();
        return used;
      }
      drawn = start(step).await();
    }
  }

  private Sampling sampling() {
    return new Sampling(
        config.rollouts().temperature(),
        1,
        0,
        config.seed(),
        config.rollouts().turnTokens(),
        List.of(),
        List.of());
  }

  /// The first prompt that no step has been given yet: what is under way for later steps is not
  /// used.
  long used() {
    return cursor - (long) ahead.size() * config.rollouts().prompts();
  }

  /// Groups that this process drew for the last step and dynamic sampling left out.
  int dropped() {
    return dropped;
  }
}
