package io.github.deepeyes4j.train.optim;

import io.github.deepeyes4j.model.tensor.Placement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Trainable parameters and their gradients as views of two flat tensors, so that clipping,
/// optimiser and exchange between replicas are a few operations on whole blocks.
///
/// They stand as [FlatLayout] orders them. Spare zeros follow, so that the block can be cut into
/// equal slices. Confined to one thread at a time.
public final class FlatParameters {
  /// How many elements the slices may have together beyond the parameters', and so how many slices
  /// there can be.
  private static final int SPARE = 4096;

  private final Tensor block;
  private final Tensor gradientBlock;
  private final Tensor values;
  private final Tensor gradients;
  private final long matrixElements;
  private final Map<String, Tensor> views = new LinkedHashMap<>();

  private FlatParameters(Map<String, Tensor> initial, Placement placement) {
    FlatLayout layout = FlatLayout.of(initial);
    this.matrixElements = layout.matrixElements();
    this.block = placement.zeros(layout.size() + SPARE).retainReference();
    this.gradientBlock = placement.zeros(layout.size() + SPARE).retainReference();
    this.values = block.narrow(0, 0, layout.size()).retainReference();
    this.gradients = gradientBlock.narrow(0, 0, layout.size()).retainReference();
    for (FlatLayout.Place place : layout.places()) {
      // Detached: a leaf of its own that shares the block's memory.
      Tensor view = place.in(values).detach();
      view.copy_(Objects.requireNonNull(initial.get(place.name())));
      view.set_requires_grad(true);
      view.mutable_grad().put(place.in(gradients).detach());
      views.put(place.name(), view.retainReference());
    }
  }

  /// Copies parameters into one block.
  ///
  /// @param placement where the block is, and in which precision
  public static FlatParameters of(Map<String, Tensor> initial, Placement placement) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      return new FlatParameters(initial, placement);
    }
  }

  /// By name, in the block's order.
  public Map<String, Tensor> views() {
    return Collections.unmodifiableMap(views);
  }

  public Tensor values() {
    return values;
  }

  public Tensor gradients() {
    return gradients;
  }

  public long size() {
    return values.numel();
  }

  /// One of several slices of equal size; zeros stand behind the last parameters.
  ///
  /// @param start the slice's first element in the block
  /// @param matrixElements how many elements at the slice's beginning belong to matrices
  public record Slice(Tensor values, Tensor gradients, long start, long matrixElements) {
    private static final long PIECE = 1 << 16;

    public long size() {
      return values.numel();
    }

    /// The norm of its gradients, added up in double precision piece by piece: in single precision
    /// millions of small squares lose digits to a large sum.
    public double gradientNorm() {
      double squares = 0;
      for (long at = 0; at < size(); at += PIECE) {
        try (PointerScope _ = new PointerScope()) {
          Tensor piece = gradients.narrow(0, at, Math.min(PIECE, size() - at));
          double norm = piece.to(ScalarType.Double).norm().item_double();
          squares += norm * norm;
        }
      }
      return Math.sqrt(squares);
    }

    /// What falls into this slice of something that has an element a parameter, or the part of it
    /// that there is.
    public Tensor of(Tensor whole) {
      long from = Math.min(start, whole.numel());
      return whole.narrow(0, from, Math.min(size(), whole.numel() - from));
    }
  }

  /// The slice at an index, of so many.
  public Slice slice(int index, int slices) {
    long size = sliceSize(slices);
    long start = index * size;
    try (PointerScope _ = new PointerScope()) {
      return new Slice(
          block.narrow(0, start, size).retainReference(),
          gradientBlock.narrow(0, start, size).retainReference(),
          start,
          Math.clamp(matrixElements - start, 0, size));
    }
  }

  /// All slices' values, one after the other.
  public Tensor slicedValues(int slices) {
    return block.narrow(0, 0, slices * sliceSize(slices));
  }

  /// All slices' gradients, one after the other.
  public Tensor slicedGradients(int slices) {
    return gradientBlock.narrow(0, 0, slices * sliceSize(slices));
  }

  private long sliceSize(int slices) {
    if (slices > SPARE) {
      throw new IllegalArgumentException(slices + " slices; at most " + SPARE);
    }
    return Math.ceilDiv(size(), slices);
  }
}
