package io.github.deepeyes4j.train.parallel;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.optim.FlatParameters;
import io.github.deepeyes4j.train.parallel.ParallelConfig.Backend;
import io.github.deepeyes4j.train.parallel.ParallelConfig.Mode;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// One optimizer step of all processes: their gradients are added up, and their parameters are the
/// same again after it. In sharded mode each holds the moments of its own slice and steps that
/// alone.
///
/// All methods but [#restore] are to be called by all processes.
public final class ParallelAdamW {
  private final FlatParameters parameters;
  private final ProcessGroup group;
  private final Mode mode;
  private final FlatParameters.Slice own;
  private final AdamW optimizer;

  /// @param config null for the default
  public ParallelAdamW(
      FlatParameters parameters,
      AdamW.Settings settings,
      @Nullable ParallelConfig config,
      ProcessGroup group) {
    ParallelConfig how = config == null ? ParallelConfig.DEFAULT : config;
    if (group.size() > 1 && how.backend() == Backend.NCCL && !parameters.values().is_cuda()) {
      throw new BadInputException(
          "parallel.backend nccl works on GPUs: set compute.device to cuda:N, N being LOCAL_RANK");
    }
    this.parameters = parameters;
    this.group = group;
    this.mode = how.mode();
    this.own =
        switch (mode) {
          case REPLICATED -> parameters.slice(0, 1);
          case SHARDED -> parameters.slice(group.rank(), group.size());
        };
    this.optimizer = new AdamW(own, settings);
  }

  /// Adds the gradients of all processes up and scales them down to a norm of at most `most`.
  ///
  /// @param share what this process's gradients are multiplied by before
  /// @return the norm before scaling down, the same in all processes
  public double reduceGradients(double share, double most) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      if (share != 1) {
        parameters.gradients().mul_(new Scalar(share));
      }
      double norm =
          switch (mode) {
            case REPLICATED -> {
              group.sum(own.gradients(), "gradients");
              yield own.gradientNorm();
            }
            case SHARDED -> {
              group.sumParts(parameters.slicedGradients(group.size()), "gradients");
              double part = own.gradientNorm();
              yield Math.sqrt(group.sum(part * part)[0]);
            }
          };
      if (norm > most) {
        own.gradients().mul_(new Scalar(most / norm));
      }
      return norm;
    }
  }

  /// Moves the parameters against their gradients.
  public void step(double learningRate) {
    optimizer.step(learningRate);
    if (mode == Mode.SHARDED) {
      try (PointerScope _ = new PointerScope()) {
        group.exchangeParts(parameters.slicedValues(group.size()), "parameters");
      }
    }
  }

  /// The whole optimizer's state, gathered from all processes.
  public AdamW.State state() {
    AdamW.State part = optimizer.state();
    return switch (mode) {
      case REPLICATED -> part;
      case SHARDED ->
          new AdamW.State(
              whole(part.mean(), "first moments"),
              whole(part.square(), "second moments"),
              part.steps());
    };
  }

  private Tensor whole(Tensor part, String what) {
    Tensor block = part.new_zeros(part.numel() * group.size());
    block.narrow(0, own.start(), own.size()).copy_(part);
    group.exchangeParts(block, what);
    return block.narrow(0, 0, parameters.size());
  }

  /// Takes over the whole state of an earlier run, whatever the number of its processes.
  public void restore(AdamW.State whole) {
    optimizer.restore(whole);
  }
}
