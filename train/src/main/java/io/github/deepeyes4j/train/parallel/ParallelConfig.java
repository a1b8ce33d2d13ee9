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

  /// What each process holds of the optimizer.
  public enum Mode {
    /// Everything: gradients are added up by all-reduce, and all take the same step.
    @JsonProperty("replicated")
    REPLICATED,

    /// A slice of the moments (ZeRO stage 1, arXiv 1910.02054, section 5.1): gradients are added up
    /// by reduce-scatter, each steps its slice of the parameters, all-gather hands the slices
    /// round.
    @JsonProperty("sharded")
    SHARDED
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

  Duration timeout() {
    return Duration.ofSeconds(timeoutSeconds == null ? HALF_AN_HOUR : timeoutSeconds);
  }
}
