package io.github.deepeyes4j.eval.run;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.score.judge.JudgeConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `deepeyes eval CONFIG` measures, and how.
///
/// @param benchmarks one after the other
/// @param out where runs are kept: a directory a benchmark
/// @param mode how questions are put
/// @param tools that work: `code`, `search`, `image_search`; none in modes of one turn
/// @param model null for the one that the command line names, or nano
/// @param runs passes over each benchmark, each with seeds of its own
/// @param items at most so many of each benchmark, its first ones; null for all
/// @param concurrent episodes at a time
/// @param retries how often an episode is begun again that a failing tool or server spoiled
/// @param ablate what is done to tool results
/// @param readers a file of a reading model's prompts; null for ours
public record EvalConfig(
    List<Task> benchmarks,
    Path out,
    Mode mode,
    List<String> tools,
    @Nullable Model model,
    Tokens sampling,
    int runs,
    @Nullable Integer items,
    int concurrent,
    int retries,
    Bounds limits,
    Ablation ablate,
    JudgeConfig judging,
    @Nullable Path readers) {
  /// Seeds of one pass lie so close that no other pass has them.
  private static final long SEEDS_OF_A_PASS = 1_000_000;

  /// A benchmark and where it is.
  ///
  /// @param name a known one's, or a `.yaml` file that declares one
  /// @param file its table; a directory for RealX-Mini
  public record Task(String name, Path file) {}

  /// A model, as the command's options name one.
  ///
  /// @param path a directory, or URLs of servers with commas between them
  public record Model(
      String path,
      @Nullable String servedName,
      @Nullable String device,
      @Nullable String precision,
      @Nullable Path prompts) {}

  /// How tokens are chosen.
  ///
  /// @param temperature 0 takes the likeliest
  /// @param topK 0 for all
  /// @param maxTokens of a turn
  public record Tokens(double temperature, double topP, int topK, long seed, int maxTokens) {}

  /// Bounds of an episode.
  ///
  /// @param turns of the model
  /// @param pictures in the conversation
  /// @param cellSeconds wall clock of one code cell
  public record Bounds(int turns, int pictures, int cellSeconds) {}

  public EvalConfig {
    benchmarks = List.copyOf(benchmarks);
    tools = List.copyOf(tools);
    ToolSet.of(tools);
    if (benchmarks.isEmpty()) {
      throw new BadInputException("eval: benchmarks must name at least one");
    }
    if (runs < 1 || concurrent < 1 || retries < 0 || (items != null && items < 1)) {
      throw new BadInputException(
          "eval: runs %d, concurrent %d and items %s must be at least 1, retries %d at least 0"
              .formatted(runs, concurrent, items, retries));
    }
    if (mode != Mode.AGENT && !tools.isEmpty()) {
      throw new BadInputException(
          "eval: mode '%s' uses no tools; set tools to []".formatted(mode.label()));
    }
    if (runs > 1 && sampling.temperature() == 0) {
      throw new BadInputException(
          "eval: %d runs at temperature 0 are the same run; set runs to 1 or a temperature"
              .formatted(runs));
    }
    if (limits.turns() < 1 || limits.pictures() < 1 || limits.cellSeconds() < 1) {
      throw new BadInputException(
          "eval: limits must be at least 1: turns %d, pictures %d, cell-seconds %d"
              .formatted(limits.turns(), limits.pictures(), limits.cellSeconds()));
    }
  }

  /// How many episodes there are in all, of a benchmark with so many items.
  public long episodes(long count) {
    return (items == null ? count : Math.min(count, items)) * runs;
  }

  public ToolSet toolSet() {
    return ToolSet.of(tools);
  }

  /// The sampling of an episode of one pass.
  Sampling sampling(int run) {
    try {
      return new Sampling(
          sampling.temperature,
          sampling.topP,
          sampling.topK,
          sampling.seed + run * SEEDS_OF_A_PASS,
          sampling.maxTokens,
          List.of(),
          List.of());
    } catch (IllegalArgumentException e) {
      throw new BadInputException("eval: sampling: " + e.getMessage(), e);
    }
  }

  Limits episodeLimits() {
    Limits usual = mode == Mode.AGENT ? Limits.defaults() : Limits.oneTurn();
    return new Limits(
        mode == Mode.AGENT ? limits.turns : 1,
        usual.correctives(),
        usual.failures(),
        usual.imagesPerObservation(),
        limits.pictures,
        usual.stdoutChars(),
        usual.stderrChars(),
        Duration.ofSeconds(limits.cellSeconds));
  }
}
