package io.github.deepeyes4j.train.optim;

import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.ParameterSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Trainable parameters and their gradients as views of two flat tensors, so that clipping,
/// optimiser and exchange between replicas are a few operations on whole blocks.
///
/// Matrices come first, vectors (norms, biases) after them: weight decay applies to the former.
/// Confined to one thread at a time.
public final class FlatParameters implements ParameterSource {
  private final Tensor values;
  private final Tensor gradients;
  private final long matrixElements;
  private final Map<String, Tensor> views = new LinkedHashMap<>();

  private FlatParameters(Map<String, Tensor> initial, Placement placement) {
    List<Map.Entry<String, Tensor>> order =
        initial.entrySet().stream()
            .sorted(
                Comparator.comparing((Map.Entry<String, Tensor> e) -> e.getValue().dim() < 2)
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    long size = initial.values().stream().mapToLong(Tensor::numel).sum();
    this.matrixElements =
        initial.values().stream().filter(t -> t.dim() >= 2).mapToLong(Tensor::numel).sum();
    this.values = placement.zeros(size).retainReference();
    this.gradients = placement.zeros(size).retainReference();
    long at = 0;
    for (Map.Entry<String, Tensor> entry : order) {
      Tensor source = entry.getValue();
      long[] shape = Tensors.shape(source);
      long count = source.numel();
      // Detached: a leaf of its own that shares the block's memory.
      Tensor view = values.narrow(0, at, count).view(shape).detach();
      view.copy_(source);
      view.set_requires_grad(true);
      view.mutable_grad().put(gradients.narrow(0, at, count).view(shape).detach());
      views.put(entry.getKey(), view.retainReference());
      at += count;
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

  @Override
  public Tensor parameter(String name, long... shape) {
    Tensor view = views.get(name);
    if (view == null) {
      throw new IllegalArgumentException("no parameter " + name);
    }
    return view;
  }

  @Override
  public boolean has(String name) {
    return views.containsKey(name);
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

  /// How many elements at the block's beginning belong to matrices.
  public long matrixElements() {
    return matrixElements;
  }

  public long size() {
    return values.numel();
  }
}
