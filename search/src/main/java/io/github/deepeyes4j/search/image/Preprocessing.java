package io.github.deepeyes4j.search.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import io.github.deepeyes4j.core.image.Resampler.Kernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How a picture becomes a vision model's input of `3 x height x width` values: resize, scale to
/// [0, 1], normalise.
///
/// @param width of the input in pixels
/// @param height of the input in pixels
/// @param shortestEdge pixels to which the picture's shorter side is resized, its shape kept,
///   before the middle is cut out; null when the whole picture is squeezed into the input
/// @param resample bilinear, bicubic or lanczos, all antialiased
/// @param mean of the channels red, green, blue, in [0, 1]
/// @param std of the channels, in [0, 1]
record Preprocessing(
    int width,
    int height,
    @Nullable Integer shortestEdge,
    String resample,
    List<Double> mean,
    List<Double> std) {
  /// Sides of an input at most.
  private static final int MAX_SIDE = 4096;

  private static final String HUGGING_FACE = "preprocessor_config.json";

  Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    require(width >= 1 && width <= MAX_SIDE, "width", width, "1 to " + MAX_SIDE);
    require(height >= 1 && height <= MAX_SIDE, "height", height, "1 to " + MAX_SIDE);
    require(
        shortestEdge == null
            || (shortestEdge >= Math.max(width, height) && shortestEdge <= MAX_SIDE),
        "shortest-edge",
        shortestEdge,
        "at least the input's longer side, and at most " + MAX_SIDE);
    kernel(resample);
    require(mean.size() == 3, "mean", mean, "three numbers");
    require(
        std.size() == 3 && std.stream().allMatch(value -> value > 0),
        "std",
        std,
        "three positive numbers");
  }

  private static void require(boolean holds, String key, @Nullable Object value, String allowed) {
    if (!holds) {
      throw new BadInputException("%s %s must be %s".formatted(key, value, allowed));
    }
  }

  /// What stands beside a model: `NAME.yaml`, strict, with the keys of this record in kebab-case;
  /// or Hugging Face's `preprocessor_config.json` in the model's folder or the one above.
  static Preprocessing beside(Path model) {
    String name = model.getFileName().toString().replaceFirst("\\.onnx$", "");
    Path own = model.resolveSibling(name + ".yaml");
    if (Files.isRegularFile(own)) {
      return Configs.load(own, Preprocessing.class);
    }
    return Stream.of(HUGGING_FACE, "../" + HUGGING_FACE)
        .map(model::resolveSibling)
        .filter(Files::isRegularFile)
        .findFirst()
        .map(Preprocessing::ofHuggingFace)
        .orElseThrow(() ->
            new BadInputException(
                "%s: nothing says how it sees pictures; put %s.yaml or %s beside it"
                    .formatted(model, name, HUGGING_FACE)));
  }

  /// The part of a Hugging Face configuration that says how still pictures are prepared. Sizes are
  /// a number, `{height, width}` or `{shortest_edge}`.
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record HuggingFace(
      @JsonProperty("size") @Nullable JsonNode size,
      @JsonProperty("crop_size") @Nullable JsonNode cropSize,
      @JsonProperty("do_center_crop") @Nullable Boolean centerCrop,
      @JsonProperty("resample") @Nullable Integer resample,
      @JsonProperty("rescale_factor") @Nullable Double rescaleFactor,
      @JsonProperty("do_normalize") @Nullable Boolean normalize,
      @JsonProperty("image_mean") @Nullable List<Double> mean,
      @JsonProperty("image_std") @Nullable List<Double> std) {

    Preprocessing preprocessing() {
      require(
          rescaleFactor == null || Math.abs(rescaleFactor * 255 - 1) < 1e-6,
          "rescale_factor",
          rescaleFactor,
          "1/255");
      boolean crops = Boolean.TRUE.equals(centerCrop);
      JsonNode input = crops ? cropSize : size;
      boolean normalizes = !Boolean.FALSE.equals(normalize);
      return new Preprocessing(
          side(input, "width", crops ? "crop_size" : "size"),
          side(input, "height", crops ? "crop_size" : "size"),
          crops ? Integer.valueOf(side(size, "shortest_edge", "size")) : null,
          resampling(),
          normalizes ? given(mean, "image_mean") : List.of(0.0, 0.0, 0.0),
          normalizes ? given(std, "image_std") : List.of(1.0, 1.0, 1.0));
    }

    /// Pillow's numbers.
    private String resampling() {
      int code = resample == null ? 3 : resample;
      return switch (code) {
        case 1 -> "lanczos";
        case 2 -> "bilinear";
        case 3 -> "bicubic";
        default ->
            throw new BadInputException(
                "resample %d must be 1 (lanczos), 2 (bilinear) or 3 (bicubic)".formatted(code));
      };
    }

    private static int side(@Nullable JsonNode size, String side, String key) {
      JsonNode value = size == null || size.isNumber() ? size : size.get(side);
      if (value == null || !value.isInt()) {
        throw new BadInputException("key '%s.%s' is missing".formatted(key, side));
      }
      return value.intValue();
    }

    private static List<Double> given(@Nullable List<Double> values, String key) {
      if (values == null) {
        throw new BadInputException("key '%s' is missing".formatted(key));
      }
      return values;
    }
  }

  private static Preprocessing ofHuggingFace(Path file) {
    try {
      return JsonMapper.shared().readValue(file.toFile(), HuggingFace.class).preprocessing();
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: not a preprocessor configuration: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (BadInputException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }

  private static Kernel kernel(String name) {
    return switch (name) {
      case "bilinear" -> Kernel.BILINEAR;
      case "bicubic" -> Kernel.BICUBIC;
      case "lanczos" -> Kernel.LANCZOS;
      default ->
          throw new BadInputException(
              "resample '%s' is unknown; allowed: bilinear, bicubic, lanczos".formatted(name));
    };
  }

  /// The model's input for a picture: `3 x height x width`, row-major.
  float[] apply(Picture picture) {
    Picture seen = resize(picture);
    byte[] rgb = seen.rgb();
    int plane = width * height;
    float[] values = new float[3 * plane];
    for (int channel = 0; channel < 3; channel++) {
      double center = mean.get(channel);
      double spread = std.get(channel);
      for (int i = 0; i < plane; i++) {
        values[channel * plane + i] =
            (float) (((rgb[3 * i + channel] & 0xff) / 255.0 - center) / spread);
      }
    }
    return values;
  }

  private Picture resize(Picture picture) {
    if (shortestEdge == null) {
      return Resampler.resize(picture, width, height, kernel(resample));
    }
    Picture whole = middle(picture);
    long shorter = Math.min(whole.width(), whole.height());
    Picture resized =
        Resampler.resize(
            whole,
            (int) (shortestEdge * whole.width() / shorter),
            (int) (shortestEdge * whole.height() / shorter),
            kernel(resample));
    int left = (resized.width() - width) / 2;
    int top = (resized.height() - height) / 2;
    return resized.crop(left, top, left + width, top + height);
  }

  /// A picture's middle that no more of is cut out than this: a long narrow one would otherwise be
  /// resized to something huge.
  private static Picture middle(Picture picture) {
    int longest = 4 * Math.min(picture.width(), picture.height());
    int left = Math.max(0, picture.width() - longest) / 2;
    int top = Math.max(0, picture.height() - longest) / 2;
    return left == 0 && top == 0
        ? picture
        : picture.crop(left, top, picture.width() - left, picture.height() - top);
  }
}
