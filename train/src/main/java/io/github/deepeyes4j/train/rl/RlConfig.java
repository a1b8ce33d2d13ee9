package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.score.judge.JudgeConfig;
import io.github.deepeyes4j.core.score.reward.RewardConfig;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.optim.Schedule;
import io.github.deepeyes4j.train.parallel.ParallelConfig;
import io.github.deepeyes4j.train.replica.Compute;
import io.github.deepeyes4j.train.replica.LoraSettings;
import io.github.deepeyes4j.train.replica.Part;
import io.github.deepeyes4j.train.replica.Trained;
import io.github.deepeyes4j.train.track.TrackingConfig;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One run of reinforcement learning.
///
/// @param from model directory to start from
/// @param out directory of the run: checkpoints, metrics, trajectories
/// @param seed of prompts and sampling
/// @param workers threads that compute gradients, each with a replica of the model
/// @param batchTokens tokens of one micro-batch at most
/// @param clip largest norm of the gradients
/// @param saveEvery steps between checkpoints
/// @param keepEvery steps between those whose trajectories are kept whole, to look at
/// @param judge who compares answers; rules alone when missing
/// @param lora trains an adapter; the model itself when missing
/// @param freeze parts of the model that are not trained, nor adapted; none when missing
/// @param compute where and how the model is trained, and where and in which precision the engine
///   samples; single precision on the processor when missing
/// @param validation greedy episodes now and then; null for none
/// @param data files to learn from; the nano tasks when missing
/// @param tracking where the figures go besides the run's directory; null for nowhere
/// @param parallel how several processes share the run; the default when missing
public record RlConfig(
    String from,
    String out,
    long seed,
    int workers,
    int batchTokens,
    double clip,
    int saveEvery,
    int keepEvery,
    Sampling rollouts,
    RewardConfig reward,
    @Nullable JudgeConfig judge,
    Algorithm algorithm,
    Schedule learningRate,
    AdamW.Settings adamw,
    @Nullable LoraSettings lora,
    @Nullable List<Part> freeze,
    @Nullable Compute compute,
    @Nullable Validation validation,
    @Nullable Data data,
    @Nullable TrackingConfig tracking,
    @Nullable ParallelConfig parallel) {
  public RlConfig {
    freeze = freeze == null ? List.of() : List.copyOf(freeze);
    if (workers < 1 || batchTokens < 1 || saveEvery < 1 || keepEvery < 1) {
      throw new BadInputException(
          "workers %d, batch-tokens %d, save-every %d and keep-every %d must be at least 1"
              .formatted(workers, batchTokens, saveEvery, keepEvery));
    }
    ParallelConfig.requireWorkers(parallel, workers);
    if (algorithm.miniBatch() > rollouts.prompts()) {
      throw new BadInputException(
          "algorithm.mini-batch %d must be at most rollouts.prompts %d"
              .formatted(algorithm.miniBatch(), rollouts.prompts()));
    }
    if (algorithm.dynamicSampling() != null && rollouts.maxPolicyLag() > 0) {
      throw new BadInputException(
          "algorithm.dynamic-sampling needs rollouts.max-policy-lag 0, not %d: how many prompts a step takes is known only at its end"
              .formatted(rollouts.maxPolicyLag()));
    }
    if (validation != null && data != null && data.validation().isEmpty()) {
      throw new BadInputException("validation needs data.validation: the files to validate on");
    }
  }

  /// Questions in Parquet files of verl's columns.
  ///
  /// @param validation files of held-out questions; none when missing
  public record Data(List<String> train, @Nullable List<String> validation) {
    public Data {
      train = List.copyOf(train);
      validation = validation == null ? List.of() : List.copyOf(validation);
      if (train.isEmpty()) {
        throw new BadInputException("data: train must name at least one file");
      }
    }

    @Override
    public List<String> validation() {
      return Objects.requireNonNull(validation);
    }
  }

  /// Refuses what so many processes cannot share equally.
  void requireShared(int processes) {
    if (rollouts.prompts() % processes != 0 || algorithm.miniBatch() % processes != 0) {
      throw new BadInputException(
          "rollouts.prompts %d and algorithm.mini-batch %d must be multiples of the number of processes, %d"
              .formatted(rollouts.prompts(), algorithm.miniBatch(), processes));
    }
  }

  /// How trajectories are sampled.
  ///
  /// @param prompts of a step
  /// @param samples rollouts of each prompt
  /// @param turnTokens new tokens of a turn at most
  /// @param temperature of sampling
  /// @param concurrent episodes at a time
  /// @param maxPolicyLag how many updates old the policy may be that a step's episodes begin with:
  ///   0 waits for every update, more lets episodes run while the policy learns
  /// @param context tokens of a trajectory at most, prompt and observations included: how much
  ///   memory an episode's keys and values take; what the model can hold when missing
  public record Sampling(
      int prompts,
      int samples,
      int turnTokens,
      double temperature,
      int concurrent,
      int maxPolicyLag,
      @Nullable Integer context) {
    public Sampling {
      if (context != null && context <= turnTokens) {
        throw new BadInputException(
            "rollouts.context %d must be above turn-tokens %d".formatted(context, turnTokens));
      }
      if (prompts < 1 || samples < 2 || turnTokens < 1 || concurrent < 1 || maxPolicyLag < 0) {
        throw new BadInputException(
            "rollouts: prompts %d and turn-tokens %d must be at least 1, samples %d at least 2, concurrent %d at least 1, max-policy-lag %d at least 0"
                .formatted(prompts, turnTokens, samples, concurrent, maxPolicyLag));
      }
      if (!(temperature > 0)) {
        throw new BadInputException(
            "rollouts.temperature %s must be above 0: samples of a group must differ"
                .formatted(temperature));
      }
    }

    int contextOf(QwenVlConfig.Text model) {
      return context == null ? model.maxPositions() : context;
    }
  }

  /// Greedy episodes on held-out prompts.
  ///
  /// @param every steps between validations; one comes before the first step, too
  /// @param count prompts
  public record Validation(int every, int count) {
    public Validation {
      if (every < 1 || count < 1) {
        throw new BadInputException(
            "validation: every %d and count %d must be at least 1".formatted(every, count));
      }
    }
  }

  /// Who compares answers.
  public JudgeConfig judging() {
    return judge == null ? JudgeConfig.rules() : judge;
  }

  /// Where and how the model is trained.
  public Compute computing() {
    return compute == null ? Compute.DEFAULT : compute;
  }

  @Override
  public List<Part> freeze() {
    return Objects.requireNonNull(freeze);
  }

  Trained.Plan plan() {
    return new Trained.Plan(from, out, seed, freeze(), lora, computing());
  }

  /// Updates of a step.
  int updates() {
    return Math.ceilDiv(rollouts.prompts(), algorithm.miniBatch());
  }

  int steps() {
    return learningRate.steps();
  }
}
