package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.score.RewardFunction;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.train.rl.Group.Episode;
import io.github.deepeyes4j.train.rl.RolloutProgress.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/// Runs episodes, a virtual thread each, and scores them as they end.
final class Rollouts implements AutoCloseable {
  private final Rollout rollout;
  private final RewardFunction reward;
  private final Semaphore room;
  private final Consumer<RolloutProgress> progress;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Wires the parts.
  ///
  /// @param concurrent episodes at a time
  /// @param progress hears of each episode that has ended, on its thread
  Rollouts(
      Rollout rollout, RewardFunction reward, int concurrent, Consumer<RolloutProgress> progress) {
    this.rollout = rollout;
    this.reward = reward;
    this.room = new Semaphore(concurrent, true);
    this.progress = progress;
  }

  /// Groups that are under way.
  record Pending(List<Prompt> prompts, List<List<Future<Episode>>> episodes) {
    /// Waits for all of them.
    List<Group> await() throws InterruptedException {
      List<Group> groups = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        List<Episode> ended = new ArrayList<>();
        for (Future<Episode> episode : episodes.get(i)) {
          ended.add(result(episode));
        }
        groups.add(new Group(prompts.get(i), ended));
      }
      return groups;
    }

    private static Episode result(Future<Episode> episode) throws InterruptedException {
      try {
        return episode.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("an episode failed: " + e.getCause(), e.getCause());
      }
    }
  }

  /// Starts a step's groups, one of each prompt.
  ///
  /// @param step counted from 1
  /// @param sampling whose seed all seeds are derived from
  /// @param samples episodes of a group
  Pending start(int step, List<Prompt> prompts, Sampling sampling, int samples) {
    return start(
        prompts, sampling, samples, new Count(step, false, prompts.size() * samples, progress));
  }

  /// Starts a validation after a step: one episode of each prompt.
  Pending validation(int step, List<Prompt> prompts, Sampling sampling) {
    return start(prompts, sampling, 1, new Count(step, true, prompts.size(), progress));
  }

  private Pending start(List<Prompt> prompts, Sampling sampling, int samples, Count count) {
    return new Pending(
        prompts,
        prompts.stream()
            .map(prompt ->
                LongStream.range(0, samples)
                    .map(sample -> seed(sampling.seed(), prompt.number(), sample))
                    .mapToObj(seed ->
                        threads.submit(() -> episode(prompt, sampling.withSeed(seed), count)))
                    .toList())
            .toList());
  }

  /// Seeds far apart: each turn of an episode counts on from its own.
  private static long seed(long run, long prompt, long sample) {
    long mixed = (run * 0x9E3779B97F4A7C15L + prompt) * 0xBF58476D1CE4E5B9L + sample;
    mixed = (mixed ^ (mixed >>> 31)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 29);
  }

  private Episode episode(Prompt prompt, Sampling sampling, Count count)
      throws InterruptedException {
    room.acquire();
    Trajectory trajectory;
    try {
      trajectory = rollout.run(prompt.question(), sampling);
    } finally {
      room.release();
    }
    long start = System.nanoTime();
    Score score = reward.score(trajectory, prompt.truth());
    Episode episode = new Episode(trajectory, score, (System.nanoTime() - start) / 1e9);
    count.add(episode);
    return episode;
  }

  /// Gives up what is under way.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
