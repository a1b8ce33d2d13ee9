package io.github.deepeyes4j.train.parallel;

import io.github.deepeyes4j.core.BadInputException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// This process's place among those that a launcher has started, as its environment tells it.
///
/// @param rank its number, from 0
/// @param worldSize how many there are
/// @param localRank its number among those of its machine
/// @param masterAddress host on which they meet
/// @param masterPort port on which they meet
/// @param agentAttempt with torchrun, whose agent serves the meeting place: which start of the
///   processes this is; null where rank 0 serves it
public record Launch(
    int rank,
    int worldSize,
    int localRank,
    String masterAddress,
    int masterPort,
    @Nullable String agentAttempt) {
  private static final int DEFAULT_PORT = 29500;
  private static final int LAST_PORT = 65535;

  public Launch {
    requireRange("the number of processes", worldSize, 1, Integer.MAX_VALUE);
    requireRange("rank", rank, 0, worldSize - 1);
    requireRange("local rank", localRank, 0, worldSize - 1);
    requireRange("MASTER_PORT", masterPort, 1, LAST_PORT);
  }

  /// Reads the variables of the first launcher that has set its own: torchrun (or whatever else
  /// sets `RANK` and `WORLD_SIZE`), an indexed job of Kubernetes, Slurm.
  ///
  /// @return nothing for a process by itself
  public static Optional<Launch> of(Map<String, String> environment) {
    return new Variables(environment).launch().filter(launch -> launch.worldSize > 1);
  }

  /// The first host of a list as Slurm writes them, such as `gpu[07-09,12],cpu1`.
  static String firstHost(String list) {
    return list.replaceAll("\\[(\\d+)[^\\]]*\\]", "$1").replaceFirst(",.*", "");
  }

  private static void requireRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new BadInputException(
          "launch: %s is %d; it must be from %d to %d".formatted(name, value, least, most));
    }
  }

  private record Variables(Map<String, String> environment) {
    Optional<Launch> launch() {
      if (has("RANK")) {
        return Optional.of(standard("RANK", "LOCAL_RANK"));
      }
      if (has("JOB_COMPLETION_INDEX") && (has("WORLD_SIZE") || has("MASTER_ADDR"))) {
        return Optional.of(standard("JOB_COMPLETION_INDEX", "LOCAL_RANK"));
      }
      if (has("WORLD_SIZE")) {
        throw new BadInputException(
            "launch: WORLD_SIZE is set and RANK is not; set both, or neither for one process");
      }
      return has("SLURM_PROCID") && has("SLURM_NTASKS") ? Optional.of(slurm()) : Optional.empty();
    }

    private Launch standard(String rank, String localRank) {
      int size = number("WORLD_SIZE", rank);
      boolean agent = "True".equals(environment.get("TORCHELASTIC_USE_AGENT_STORE"));
      return new Launch(
          number(rank, "WORLD_SIZE"),
          size,
          has(localRank) ? number(localRank, rank) : 0,
          size <= 1 ? "" : required("MASTER_ADDR", rank),
          port(),
          agent ? environment.getOrDefault("TORCHELASTIC_RESTART_COUNT", "0") : null);
    }

    private Launch slurm() {
      int size = number("SLURM_NTASKS", "SLURM_PROCID");
      return new Launch(
          number("SLURM_PROCID", "SLURM_NTASKS"),
          size,
          has("SLURM_LOCALID") ? number("SLURM_LOCALID", "SLURM_PROCID") : 0,
          size <= 1 ? "" : slurmMaster(),
          port(),
          null);
    }

    private String slurmMaster() {
      return has("MASTER_ADDR")
          ? required("MASTER_ADDR", "SLURM_PROCID")
          : firstHost(required("SLURM_JOB_NODELIST", "SLURM_PROCID"));
    }

    private int port() {
      return has("MASTER_PORT") ? number("MASTER_PORT", "MASTER_ADDR") : DEFAULT_PORT;
    }

    private boolean has(String name) {
      return environment.containsKey(name);
    }

    private String required(String name, String because) {
      String value = environment.get(name);
      if (value == null || value.isBlank()) {
        throw new BadInputException(
            "launch: %s is set and %s is not; one of several processes needs both"
                .formatted(because, name));
      }
      return value;
    }

    private int number(String name, String because) {
      String value = required(name, because);
      try {
        return Integer.parseInt(value);
      } catch (NumberFormatException e) {
        throw new BadInputException(
            "launch: %s is '%s'; it must be a whole number".formatted(name, value), e);
      }
    }
  }
}
