package io.github.deepeyes4j.model.tensor;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.BadInputException;
import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Where tensors live and in which precision a model computes.
public record Placement(String device, Precision precision) {
  public static final Placement CPU_FP32 = new Placement("cpu", Precision.FP32);

  public Placement {
    if (!device.matches("cpu|cuda(:\\d+)?")) {
      throw new BadInputException(
          "device '%s' is unknown; allowed: cpu, cuda, cuda:N".formatted(device));
    }
    if (device.startsWith("cuda") && !cudaIsAvailable()) {
      throw new BadInputException(
          "device '%s': no CUDA device, or a build without CUDA (start with DEEPEYES_CUDA=1)"
              .formatted(device));
    }
    if (device.startsWith("cuda")) {
      // cuDNN plans its attention anew for every shape, and every new token makes another.
      torch.globalContext().setSDPUseCuDNN(false);
    }
  }

  /// Floating-point formats that models compute in.
  public enum Precision {
    @JsonProperty("fp32")
    FP32(ScalarType.Float),

    @JsonProperty("bf16")
    BF16(ScalarType.BFloat16);

    private final ScalarType type;

    Precision(ScalarType type) {
      this.type = type;
    }

    public ScalarType type() {
      return type;
    }

    public static Precision of(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "fp32", "float32" -> FP32;
        case "bf16", "bfloat16" -> BF16;
        default ->
            throw new BadInputException(
                "precision '%s' is unknown; allowed: fp32, bf16".formatted(name));
      };
    }
  }

  private static boolean cudaIsAvailable() {
    return torch.hasCUDA();
  }

  /// The tensor here, in this precision; itself when it already is.
  public Tensor place(Tensor tensor) {
    return tensor.to(new Device(device), precision.type());
  }

  /// A copy of the tensor here, in this precision.
  public Tensor copy(Tensor tensor) {
    return tensor.to(new Device(device), precision.type(), false, true, new MemoryFormatOptional());
  }

  /// Zeros here, in this precision.
  public Tensor zeros(long... shape) {
    return torch.zeros(
        shape, new TensorOptions(precision.type()).device(new DeviceOptional(new Device(device))));
  }

  /// The same place in single precision.
  public Placement single() {
    return new Placement(device, Precision.FP32);
  }

  /// The tensor here, its element type kept: for indices and masks.
  public Tensor move(Tensor tensor) {
    return device.equals("cpu") ? tensor : tensor.to(new Device(device), tensor.scalar_type());
  }
}
