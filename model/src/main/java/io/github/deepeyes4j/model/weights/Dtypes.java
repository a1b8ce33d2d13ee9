package io.github.deepeyes4j.model.weights;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The element types of safetensors files that parameters come in.
final class Dtypes {
  private Dtypes() {}

  static ScalarType type(String name, Path file, String tensor) {
    return switch (name) {
      case "F32" -> ScalarType.Float;
      case "F16" -> ScalarType.Half;
      case "BF16" -> ScalarType.BFloat16;
      case "I64" -> ScalarType.Long;
      default ->
          throw new BadInputException(
              "%s: tensor %s has type %s; allowed: F32, F16, BF16, I64"
                  .formatted(file, tensor, name));
    };
  }

  static String name(ScalarType type) {
    return switch (type) {
      case Float -> "F32";
      case Half -> "F16";
      case BFloat16 -> "BF16";
      case Long -> "I64";
      default -> throw new IllegalArgumentException("no safetensors name for " + type);
    };
  }

  static int bytes(ScalarType type) {
    return switch (type) {
      case Float -> 4;
      case Half, BFloat16 -> 2;
      case Long -> 8;
      default -> throw new IllegalArgumentException("no parameter type " + type);
    };
  }
}
