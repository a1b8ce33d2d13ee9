package io.github.deepeyes4j.train.parallel;

import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.train.optim.FlatLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Parameters that are whole in memory together, for a while; each process holds a slice of them
/// for good.
///
/// A model is built of [#leaves] once. They are there all the time, with their shapes, and have
/// values between [#bring] and [#release] only.
final class Unit {
  private final String name;
  private final FlatLayout layout;
  private final ProcessGroup group;
  private final Placement placement;
  private final Map<String, Tensor> leaves = new LinkedHashMap<>();
  private final Map<String, Tensor> absent = new LinkedHashMap<>();
  private @Nullable Tensor gradients;

  /// @param name what errors call it
  /// @param parameters of the shapes that its own shall have
  /// @param placement where and in which precision the model computes with them
  Unit(String name, Map<String, Tensor> parameters, Placement placement, ProcessGroup group) {
    this.name = name;
    this.layout = FlatLayout.of(parameters);
    this.group = group;
    this.placement = placement;
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      for (FlatLayout.Place place : layout.places()) {
        // One element, whatever the shape.
        Tensor hollow = placement.zeros(1).expand(place.axes()).detach();
        absent.put(place.name(), hollow.retainReference());
        Tensor leaf = hollow.detach();
        leaf.set_requires_grad(true);
        leaves.put(place.name(), leaf.retainReference());
      }
    }
  }

  /// What the model is built of.
  Map<String, Tensor> leaves() {
    return leaves;
  }

  FlatLayout layout() {
    return layout;
  }

  /// How many elements each process holds, some of the last ones no parameter's.
  long sliceSize() {
    return Math.ceilDiv(Math.max(1, layout.size()), group.size());
  }

  /// Gives the leaves their values (all-gather).
  ///
  /// @param slice this process's values
  void bring(Tensor slice) {
    release();
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor block = gathered(slice, placement, name);
      layout.places().forEach(place -> leaf(place).set_data(place.in(block)));
    }
  }

  /// Calls a consumer with each parameter's name and what all processes hold of it together.
  ///
  /// @param slice what this process holds of the unit, single precision
  /// @param what names it in errors
  void spread(Tensor slice, String what, BiConsumer<String, Tensor> consumer) {
    try (PointerScope _ = new PointerScope()) {
      Tensor block = gathered(slice, placement.single(), what);
      layout.places().forEach(place -> consumer.accept(place.name(), place.in(block)));
    }
  }

  /// This process's slice of given values, in main memory.
  Tensor slice(Function<String, Tensor> values) {
    Tensor block = Placement.CPU_FP32.zeros(sliceSize() * group.size());
    layout.places().forEach(place -> place.in(block).copy_(values.apply(place.name())));
    return own(block);
  }

  /// All processes' slices, one after the other.
  private Tensor gathered(Tensor slice, Placement as, String what) {
    Tensor block = as.zeros(sliceSize() * group.size());
    own(block).copy_(slice);
    group.exchangeParts(block, what);
    return block;
  }

  private Tensor own(Tensor block) {
    return block.narrow(0, group.rank() * sliceSize(), sliceSize());
  }

  /// Lets gradients of the leaves add up from zero.
  void expect() {
    forget();
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor block = placement.zeros(sliceSize() * group.size());
      layout.places().forEach(place -> leaf(place).mutable_grad().put(place.in(block).detach()));
      gradients = block.retainReference();
    }
  }

  /// Adds the leaves' gradients, those of all processes, to this process's slice (reduce-scatter),
  /// and sets them to zero.
  ///
  /// @param sums this process's sums, single precision
  void reduce(Tensor sums) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor narrow = Objects.requireNonNull(gradients);
      Tensor wide = narrow.to(ScalarType.Float);
      group.sumParts(wide, "gradients of " + name);
      sums.add_(own(wide));
      narrow.zero_();
    }
  }

  /// Takes values and gradients away.
  void release() {
    leaves.forEach((key, leaf) -> leaf.set_data(Objects.requireNonNull(absent.get(key))));
    forget();
  }

  private void forget() {
    if (gradients != null) {
      leaves.values().forEach(leaf -> leaf.mutable_grad().put(new Tensor()));
      gradients.close();
      gradients = null;
    }
  }

  private Tensor leaf(FlatLayout.Place place) {
    return Objects.requireNonNull(leaves.get(place.name()));
  }
}
