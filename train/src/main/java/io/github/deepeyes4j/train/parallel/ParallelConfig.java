package io.github.deepeyes4j.train.parallel;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.BadInputException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the processes of one run work together.
///
/// @param mode what each of them holds
/// @param backend what carries tensors between them
/// @param timeoutSeconds how long one waits for the others before it gives up; half an hour when
///   missing
public record ParallelConfig(Mode mode, Backend backend, @Nullable Integer timeoutSeconds) {
  /// What a run has that says nothing about it.
  public static final ParallelConfig DEFAULT =
      new ParallelConfig(Mode.REPLICATED, Backend.GLOO, null);

  private static final int HALF_AN_HOUR = 1800;

  public ParallelConfig {
    if (timeoutSeconds != null && timeoutSeconds < 1) {
      throw new BadInputException(
          "parallel.timeout-seconds %d must be at least 1".formatted(timeoutSeconds));
    }
  }

  /// What each process holds of the trained parameters, their gradients and the optimizer's
  /// moments. Stages are those of ZeRO (arXiv 1910.02054, section 5).
  public enum Mode {
    /// Everything: gradients are added up by all-reduce, and all take the same step.
    @JsonProperty("replicated")
    REPLICATED,

    /// A slice of the moments: gradients are added up by reduce-scatter, each steps its slice of
    /// the parameters, all-gather hands the slices round.
    @JsonProperty("zero-1")
    ZERO_1,

    /// A slice of everything: all-gather brings a layer's parameters when they are computed with,
    /// reduce-scatter takes its gradients away.
    @JsonProperty("zero-3")
    ZERO_3
  }

  /// What carries tensors between processes.
  public enum Backend {
    /// TCP, for tensors in main memory.
    @JsonProperty("gloo")
    GLOO,

    /// NVIDIA's, for tensors on a GPU each.
    @JsonProperty("nccl")
    NCCL
  }

  /// Refuses more workers than the mode has room for.
  ///
  /// @param config null for the default
  public static void requireWorkers(@Nullable ParallelConfig config, int workers) {
    if (config != null && config.mode == Mode.ZERO_3 && workers > 1) {
      throw new BadInputException(
          "workers %d must be 1 with parallel.mode zero-3: start more processes instead"
              .formatted(workers));
    }
  }

  Duration timeout() {
    return Duration.ofSeconds(timeoutSeconds == null ? HALF_AN_HOUR : timeoutSeconds);
  }
}
