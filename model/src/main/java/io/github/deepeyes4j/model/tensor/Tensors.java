package io.github.deepeyes4j.model.tensor;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Between Java arrays and tensors. Data is copied both ways.
public final class Tensors {
  private Tensors() {}

  public static Tensor of(float[] values, long... shape) {
    return Tensor.create(values, shape);
  }

  public static Tensor of(long[] values, long... shape) {
    return Tensor.create(values, shape);
  }

  public static Tensor of(boolean[] values, long... shape) {
    return Tensor.create(values, shape);
  }

  /// Indices as a one-dimensional int64 tensor.
  public static Tensor indices(int[] values) {
    long[] wide = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return Tensor.create(wide, values.length);
  }

  /// All elements in row-major order, as single precision.
  public static float[] floats(Tensor tensor) {
    Tensor flat = tensor.detach().cpu().to(ScalarType.Float).contiguous();
    float[] values = new float[Math.toIntExact(flat.numel())];
    new FloatPointer(flat.data_ptr_float()).get(values);
    return values;
  }

  /// All elements of an int64 tensor in row-major order.
  public static long[] longs(Tensor tensor) {
    Tensor flat = tensor.detach().cpu().to(ScalarType.Long).contiguous();
    long[] values = new long[Math.toIntExact(flat.numel())];
    new LongPointer(flat.data_ptr_long()).get(values);
    return values;
  }

  public static Tensor concat(long dimension, Tensor... parts) {
    return torch.cat(new TensorVector(parts), dimension);
  }

  public static Tensor concat(long dimension, List<Tensor> parts) {
    return concat(dimension, parts.toArray(Tensor[]::new));
  }

  /// The result of a computation, all else that it made freed at once: what follows finds that
  /// memory again, still in the processor's cache.
  ///
  /// @param computation makes its result itself, within this call
  public static Tensor scoped(Supplier<Tensor> computation) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope _ = new PointerScope()) {
      Tensor result = computation.get();
      if (outer == null) {
        return result.retainReference();
      }
      outer.attach(result);
      return result;
    }
  }

  public static long[] shape(Tensor tensor) {
    long[] shape = new long[Math.toIntExact(tensor.dim())];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }
}
