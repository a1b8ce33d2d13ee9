package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.optim.LearningRate;
import io.github.deepeyes4j.train.parallel.ParallelConfig;
import io.github.deepeyes4j.train.replica.Compute;
import io.github.deepeyes4j.train.replica.LoraSettings;
import io.github.deepeyes4j.train.replica.Part;
import io.github.deepeyes4j.train.replica.Trained;
import io.github.deepeyes4j.train.track.TrackingConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One training run.
///
/// @param from model directory to start from
/// @param out directory of the run: checkpoints and log
/// @param seed of the data
/// @param workers threads of each process, each with a replica of the model
/// @param batchTokens tokens of one batch at most; the gradients of a step's batches add up
/// @param visionWeight weight of the auxiliary vision loss beside the language loss
/// @param clip largest norm of the gradients
/// @param saveEvery steps between checkpoints
/// @param mix samples of each source in every step, of all processes together
/// @param data files of conversations by name, for the mix; none when missing
/// @param lora trains an adapter; the model itself when missing
/// @param freeze parts of the model that are not trained, nor adapted; none when missing
/// @param maxPixels area that pictures of files are scaled down to at most; the model's own when
///   missing
/// @param compute where and how; single precision on the processor when missing
/// @param tracking where the figures go besides the run's directory; null for nowhere
/// @param parallel how several processes share the run; the default when missing
public record SftConfig(
    String from,
    String out,
    long seed,
    int workers,
    int batchTokens,
    double visionWeight,
    double clip,
    int saveEvery,
    LearningRate learningRate,
    AdamW.Settings adamw,
    Map<String, Integer> mix,
    @Nullable LoraSettings lora,
    @Nullable List<Part> freeze,
    @Nullable Map<String, DataConfig> data,
    @Nullable Long maxPixels,
    @Nullable Compute compute,
    @Nullable TrackingConfig tracking,
    @Nullable ParallelConfig parallel) {
  public SftConfig {
    data = data == null ? Map.of() : Map.copyOf(data);
    mix = Map.copyOf(new LinkedHashMap<>(mix));
    freeze = freeze == null ? List.of() : List.copyOf(freeze);
    if (workers < 1 || batchTokens < 1 || saveEvery < 1) {
      throw new BadInputException(
          "workers %d, batch-tokens %d and save-every %d must be at least 1"
              .formatted(workers, batchTokens, saveEvery));
    }
    ParallelConfig.requireWorkers(parallel, workers);
    if (mix.values().stream().anyMatch(n -> n < 0) || mix.values().stream().allMatch(n -> n == 0)) {
      throw new BadInputException("mix must ask for at least one sample a step: " + mix);
    }
  }

  Trained.Plan plan() {
    return new Trained.Plan(from, out, seed, freeze(), lora, computing());
  }

  /// What turns pictures into what the model sees.
  ///
  /// @param model directory of the model
  public ImageProcessor imageProcessor(Path model) {
    ImageProcessor own = ImageProcessor.load(model.resolve("preprocessor_config.json"));
    return maxPixels == null ? own : own.atMost(maxPixels);
  }

  /// Where and how the model is trained.
  public Compute computing() {
    return compute == null ? Compute.DEFAULT : compute;
  }

  @Override
  public Map<String, DataConfig> data() {
    return Objects.requireNonNull(data);
  }

  @Override
  public List<Part> freeze() {
    return Objects.requireNonNull(freeze);
  }
}
