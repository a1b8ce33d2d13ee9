package io.github.deepeyes4j.data;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.score.judge.JudgeConfig;
import io.github.deepeyes4j.core.score.reward.RewardConfig;
import io.github.deepeyes4j.core.score.reward.RewardKind;
import io.github.deepeyes4j.data.ask.Budget;
import io.github.deepeyes4j.data.ask.Price;
import io.github.deepeyes4j.data.stage.Mix;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How training data is built.
///
/// @param seed of sampling and of the mix
/// @param concurrent episodes at a time
/// @param sources of questions
/// @param benchmarks that no example may give away
/// @param categories which judge and format those have that are not known (`docs/rewards.md`)
/// @param judge who grades answers; rules alone when missing
/// @param rewriter turns multiple choice into open questions; null leaves it as it is
/// @param base the model that the data is to train
/// @param teachers who show what the base model cannot do, in turn
/// @param attempts over all teachers, of each example
/// @param budget of the teachers; unbounded when missing
/// @param mix shares of the categories; what there is when missing
public record CurationConfig(
    long seed,
    int concurrent,
    List<Source> sources,
    @Nullable List<Source> benchmarks,
    @Nullable Map<String, RewardKind> categories,
    @Nullable JudgeConfig judge,
    @Nullable Model rewriter,
    Model base,
    Difficulty difficulty,
    ToolBenefit toolBenefit,
    List<Teacher> teachers,
    int attempts,
    @Nullable Budget budget,
    Verify verify,
    @Nullable Shares mix) {
  public CurationConfig {
    sources = List.copyOf(sources);
    benchmarks = benchmarks == null ? List.of() : List.copyOf(benchmarks);
    teachers = List.copyOf(teachers);
    if (concurrent < 1 || attempts < 1) {
      throw new BadInputException(
          "concurrent %d and attempts %d must be at least 1".formatted(concurrent, attempts));
    }
    if (sources.isEmpty() || teachers.isEmpty()) {
      throw new BadInputException("sources and teachers must each name at least one");
    }
    List<String> names =
        Stream.concat(sources.stream(), benchmarks.stream()).map(Source::name).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new BadInputException("sources and benchmarks need different names: " + names);
    }
  }

  /// Questions: nano tasks, or a file.
  ///
  /// @param licence as its owner states it; examples of a source without one are dropped
  /// @param world nano tasks; null for a file
  /// @param file Parquet in verl's columns or ShareGPT JSON; null for nano tasks
  /// @param images the directory of JSON's pictures; null for the file's own
  /// @param category of all its questions; null takes each row's data source
  public record Source(
      String name,
      @Nullable String licence,
      @Nullable World world,
      @Nullable String file,
      @Nullable String images,
      @Nullable String category) {
    public Source {
      if ((world == null) == (file == null)) {
        throw new BadInputException("source '%s' needs either 'world' or 'file'".formatted(name));
      }
      if (world != null && (images != null || category != null)) {
        throw new BadInputException(
            "source '%s': nano tasks have no use for 'images' or 'category'".formatted(name));
      }
    }

    /// The licence; blank when none is stated.
    public String licenceText() {
      return licence == null ? "" : licence;
    }
  }

  /// Nano tasks, from the first of a seed on.
  ///
  /// @param split `train`, `dev` or `test`
  public record World(String split, long seed, int count) {
    public World {
      if (count < 1) {
        throw new BadInputException("world: count %d must be at least 1".formatted(count));
      }
    }
  }

  /// A model to ask.
  ///
  /// @param model a model directory, or URLs of OpenAI-compatible servers with commas between
  /// @param servedName the model's name there; null for the first
  /// @param prompts a file of prompts; null for the model's own
  /// @param maxTokens new tokens of a turn at most
  /// @param price null when it costs nothing
  public record Model(
      String model,
      @Nullable String servedName,
      @Nullable String prompts,
      double temperature,
      int maxTokens,
      @Nullable Price price) {
    public Model {
      if (!(temperature >= 0) || maxTokens < 1) {
        throw new BadInputException(
            "model %s: temperature %s must be 0 or more, max-tokens %d at least 1"
                .formatted(model, temperature, maxTokens));
      }
    }

    public Price priceOrFree() {
      return price == null ? Price.FREE : price;
    }
  }

  /// Who solves questions: a model, or the script that knows the nano tasks.
  ///
  /// @param model null for the script
  public record Teacher(String name, @Nullable Model model) {}

  /// Which questions are hard: the model, without tools, is seldom right.
  ///
  /// @param samples of each question
  /// @param maxRight samples that may be right
  public record Difficulty(int samples, int maxRight) {
    public Difficulty {
      requireRange("difficulty: max-right", maxRight, 0, samples);
    }
  }

  /// For which questions tools are enough.
  ///
  /// @param minRight samples with tools that must be right for a question to be learned by reward
  public record ToolBenefit(int samples, int minRight) {
    public ToolBenefit {
      requireRange("tool-benefit: min-right", minRight, 1, samples);
    }
  }

  /// @param requireTools whether a teacher must have called a tool
  public record Verify(boolean requireTools) {}

  /// Shares of the categories in each part; null keeps what there is.
  public record Shares(@Nullable Map<String, Double> rl, @Nullable Map<String, Double> coldStart) {
    public Shares {
      Stream.of(rl, coldStart).filter(Objects::nonNull).forEach(Mix::new);
    }
  }

  private static void requireRange(String key, int value, int least, int samples) {
    if (samples < 1 || value < least || value > samples) {
      throw new BadInputException(
          "%s %d must be from %d to the number of samples, %d"
              .formatted(key, value, least, samples));
    }
  }

  @Override
  public List<Source> benchmarks() {
    return Objects.requireNonNull(benchmarks);
  }

  /// Who grades answers.
  public JudgeConfig judging() {
    return judge == null ? JudgeConfig.rules() : judge;
  }

  /// What teachers may use up.
  public Budget teaching() {
    return budget == null ? new Budget(null, null) : budget;
  }

  /// Which judge a category has.
  public RewardConfig rewards() {
    RewardConfig usual = RewardConfig.defaults();
    return new RewardConfig(
        usual.accuracyWeight(),
        usual.formatWeight(),
        usual.searchPenalty(),
        usual.toolBonus(),
        usual.variant(),
        categories);
  }
}
