package io.github.deepeyes4j.model.lora;

import io.github.deepeyes4j.model.qwenvl.Adaptation;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A batch whose rows have adapters of their own, or none: the base's products are computed for all
/// rows together, each adapter's for its rows. Lives as long as the `PointerScope` it is made in.
public final class RowAdapters implements Adaptation {
  private final Map<LoraAdapter, Tensor> rows;

  private RowAdapters(Map<LoraAdapter, Tensor> rows) {
    this.rows = rows;
  }

  /// What adapts a batch.
  ///
  /// @param ofRow each row's adapter, null where it has none
  public static Adaptation of(List<@Nullable LoraAdapter> ofRow, Placement placement) {
    LoraAdapter first = ofRow.getFirst();
    if (ofRow.stream().allMatch(each -> Objects.equals(each, first))) {
      return first == null ? Adaptation.NONE : first;
    }
    Map<LoraAdapter, Tensor> rows = new LinkedHashMap<>();
    for (LoraAdapter adapter : ofRow) {
      if (adapter != null) {
        rows.computeIfAbsent(adapter, key -> placement.move(Tensors.indices(placesOf(key, ofRow))));
      }
    }
    return new RowAdapters(rows);
  }

  private static int[] placesOf(LoraAdapter adapter, List<@Nullable LoraAdapter> ofRow) {
    return IntStream.range(0, ofRow.size())
        .filter(row -> Objects.equals(ofRow.get(row), adapter))
        .toArray();
  }

  @Override
  public Tensor adapt(String layer, Tensor x, Tensor y) {
    rows.forEach((adapter, places) -> {
      if (adapter.adapts(layer)) {
        y.index_add_(0, places, adapter.delta(layer, x.index_select(0, places)));
      }
    });
    return y;
  }
}
