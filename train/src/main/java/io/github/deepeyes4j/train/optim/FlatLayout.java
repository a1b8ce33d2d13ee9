package io.github.deepeyes4j.train.optim;

import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// Where parameters stand in one flat block: matrices first, vectors (norms, biases) after them,
/// each by name. Weight decay applies to the former.
///
/// @param places of the parameters, one after the other
/// @param size how many elements they have together
/// @param matrixElements how many of them are matrices'
public record FlatLayout(List<Place> places, long size, long matrixElements) {

  /// Where one parameter stands.
  ///
  /// @param start its first element
  /// @param shape its axes
  public record Place(String name, long start, List<Long> shape) {
    /// The shape as tensors take it.
    public long[] axes() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }

    private long size() {
      return LongStream.of(axes()).reduce(1, (a, b) -> a * b);
    }

    /// This parameter in a block, as a view of it.
    public Tensor in(Tensor block) {
      return block.narrow(0, start, size()).view(axes());
    }
  }

  /// The order of some parameters.
  public static FlatLayout of(Map<String, Tensor> parameters) {
    List<Map.Entry<String, Tensor>> order =
        parameters.entrySet().stream()
            .sorted(
                Comparator.comparing((Map.Entry<String, Tensor> e) -> !isMatrix(e.getValue()))
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    List<Place> places = new ArrayList<>();
    long size = 0;
    long matrixElements = 0;
    for (Map.Entry<String, Tensor> entry : order) {
      Tensor parameter = entry.getValue();
      places.add(new Place(entry.getKey(), size, shape(parameter)));
      size += parameter.numel();
      matrixElements += isMatrix(parameter) ? parameter.numel() : 0;
    }
    return new FlatLayout(List.copyOf(places), size, matrixElements);
  }

  /// Whether weight decay applies to a parameter.
  public static boolean isMatrix(Tensor parameter) {
    return parameter.dim() >= 2;
  }

  private static List<Long> shape(Tensor parameter) {
    return LongStream.of(Tensors.shape(parameter)).boxed().toList();
  }
}
