package io.github.deepeyes4j.core.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Qwen2-VL's image processor: resize, scale to [0, 1], normalise, cut into patches.
///
/// Equal to transformers' `Qwen2VLImageProcessor` (its torchvision backend, the default).
/// Immutable; safe for concurrent use.
public final class ImageProcessor {
  private final Settings settings;

  public ImageProcessor(Settings settings) {
    this.settings = settings;
  }

  /// What `preprocessor_config.json` states. Areas are in pixels.
  public record Settings(
      long minPixels,
      long maxPixels,
      int patchSize,
      int temporalPatchSize,
      int mergeSize,
      List<Double> mean,
      List<Double> std) {
    public Settings {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      if (mean.size() != 3 || std.size() != 3) {
        throw new IllegalArgumentException("image_mean and image_std need three values each");
      }
      if (minPixels < 1 || maxPixels < minPixels) {
        throw new IllegalArgumentException(
            "min_pixels %d must be positive and at most max_pixels %d"
                .formatted(minPixels, maxPixels));
      }
    }

    /// The side length of the square of pixels that becomes one language-model token.
    public int cellSize() {
      return patchSize * mergeSize;
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record ConfigFile(
      @JsonProperty("min_pixels") @Nullable Long minPixels,
      @JsonProperty("max_pixels") @Nullable Long maxPixels,
      @JsonProperty("size") @Nullable Map<String, Long> size,
      @JsonProperty("patch_size") @Nullable Integer patchSize,
      @JsonProperty("temporal_patch_size") @Nullable Integer temporalPatchSize,
      @JsonProperty("merge_size") @Nullable Integer mergeSize,
      @JsonProperty("image_mean") @Nullable List<Double> mean,
      @JsonProperty("image_std") @Nullable List<Double> std) {

    Settings settings() {
      Map<String, Long> bounds = size == null ? Map.of() : size;
      return new Settings(
          minPixels != null ? minPixels : bounds.getOrDefault("shortest_edge", 56L * 56),
          maxPixels != null ? maxPixels : bounds.getOrDefault("longest_edge", 28L * 28 * 1280),
          patchSize != null ? patchSize : 14,
          temporalPatchSize != null ? temporalPatchSize : 2,
          mergeSize != null ? mergeSize : 2,
          mean != null ? mean : List.of(0.48145466, 0.4578275, 0.40821073),
          std != null ? std : List.of(0.26862954, 0.26130258, 0.27577711));
    }
  }

  /// Reads a Hugging Face `preprocessor_config.json`; absent keys take transformers' defaults.
  public static ImageProcessor load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    try {
      return new ImageProcessor(
          JsonMapper.shared().readValue(file.toFile(), ConfigFile.class).settings());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new BadInputException(
          file + ": not a preprocessor configuration: " + e.getMessage(), e);
    }
  }

  public Settings settings() {
    return settings;
  }

  /// The same for pictures of a smaller area at most.
  ///
  /// @throws BadInputException when that is below the smallest area
  public ImageProcessor atMost(long maxPixels) {
    if (maxPixels < settings.minPixels()) {
      throw new BadInputException(
          "max-pixels %d must be at least the model's min_pixels %d"
              .formatted(maxPixels, settings.minPixels()));
    }
    return new ImageProcessor(
        new Settings(
            settings.minPixels(),
            maxPixels,
            settings.patchSize(),
            settings.temporalPatchSize(),
            settings.mergeSize(),
            settings.mean(),
            settings.std()));
  }

  /// The grid that a picture of this size is cut into.
  public PatchGrid grid(int width, int height) {
    SmartResize.Size size =
        SmartResize.resize(
            height, width, settings.cellSize(), settings.minPixels(), settings.maxPixels());
    return new PatchGrid(
        size.height() / settings.patchSize(),
        size.width() / settings.patchSize(),
        settings.mergeSize());
  }

  public PatchGrid grid(Picture picture) {
    return grid(picture.width(), picture.height());
  }

  /// The picture at the size at which the model sees it.
  public Picture resize(Picture picture) {
    PatchGrid grid = grid(picture);
    return Resampler.resize(
        picture,
        grid.columns() * settings.patchSize(),
        grid.rows() * settings.patchSize(),
        Resampler.Kernel.BICUBIC);
  }

  public Patches process(Picture picture) {
    PatchGrid grid = grid(picture);
    Picture seen = resize(picture);
    float[][] levels = levels();
    int size = settings.patchSize();
    int merge = settings.mergeSize();
    float[] values = new float[grid.patches() * 3 * settings.temporalPatchSize() * size * size];
    int at = 0;
    for (int cell = 0; cell < grid.tokens(); cell++) {
      int cellRow = cell / grid.cellColumns();
      int cellColumn = cell % grid.cellColumns();
      for (int patch = 0; patch < merge * merge; patch++) {
        int top = (cellRow * merge + patch / merge) * size;
        int left = (cellColumn * merge + patch % merge) * size;
        at = copyPatch(seen, top, left, levels, values, at);
      }
    }
    return new Patches(grid, values);
  }

  private int copyPatch(
      Picture seen, int top, int left, float[][] levels, float[] values, int start) {
    int size = settings.patchSize();
    int frame = size * size;
    byte[] rgb = seen.rgb();
    int at = start;
    for (int channel = 0; channel < 3; channel++) {
      float[] level = levels[channel];
      for (int y = 0; y < size; y++) {
        int pixel = 3 * ((top + y) * seen.width() + left) + channel;
        for (int x = 0; x < size; x++, pixel += 3) {
          values[at + y * size + x] = level[rgb[pixel] & 0xff];
        }
      }
      for (int copy = 1; copy < settings.temporalPatchSize(); copy++) {
        System.arraycopy(values, at, values, at + copy * frame, frame);
      }
      at += settings.temporalPatchSize() * frame;
    }
    return at;
  }

  /// The normalised value of each channel's 256 levels. The reference fuses the two steps into `(x
  /// - 255 * mean) / (255 * std)` in single precision.
  private float[][] levels() {
    float[][] levels = new float[3][256];
    for (int channel = 0; channel < 3; channel++) {
      float mean = (float) (settings.mean().get(channel) * 255.0);
      float std = (float) (settings.std().get(channel) * 255.0);
      for (int value = 0; value < 256; value++) {
        levels[channel][value] = (value - mean) / std;
      }
    }
    return levels;
  }
}
