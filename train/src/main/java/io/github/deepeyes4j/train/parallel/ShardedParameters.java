package io.github.deepeyes4j.train.parallel;

import io.github.deepeyes4j.model.qwenvl.LayerResidence;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.train.optim.FlatLayout;
import io.github.deepeyes4j.train.optim.FlatParameters.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Parameters of which every process holds a slice, and so of their gradients and of what the
/// optimizer remembers (ZeRO stage 3, arXiv 1910.02054, section 5.3).
///
/// The matrices of a decoder layer are whole in memory while that layer is computed. All others,
/// the embeddings, the vision tower, the output matrix and every norm and bias, are the root, which
/// is whole all the time.
public final class ShardedParameters implements TrainedParameters, LayerResidence {
  private static final int ROOT = Integer.MAX_VALUE;
  private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\..*");

  private final ProcessGroup group;
  private final FlatLayout layout;
  private final NavigableMap<Integer, Share> layers = new TreeMap<>();
  private final Share root;
  private final Slice own;
  private final Map<String, Tensor> working = new HashMap<>();

  /// A unit, and this process's slice of it.
  ///
  /// @param start where that stands in what this process holds of all units
  private record Share(Unit unit, long start, Tensor values, Tensor gradients) {
    void bring() {
      unit.bring(values);
    }

    void reduce() {
      unit.reduce(gradients);
    }

    /// The unit's part of what this process holds.
    Tensor in(Tensor part) {
      return part.narrow(0, start, unit.sliceSize());
    }
  }

  ShardedParameters(Map<String, Tensor> initial, Placement placement, ProcessGroup group) {
    this.group = group;
    this.layout = FlatLayout.of(initial);
    NavigableMap<Integer, Unit> units = units(initial, placement, group);
    long size = units.values().stream().mapToLong(Unit::sliceSize).sum();
    Unit last = units.lastEntry().getValue();
    long lastStart = size - last.sliceSize();
    long matricesOfLast = last.layout().matrixElements() - last.sliceSize() * group.rank();
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      this.own =
          new Slice(
              placement.single().zeros(size).retainReference(),
              placement.single().zeros(size).retainReference(),
              0,
              lastStart + Math.clamp(matricesOfLast, 0, last.sliceSize()));
      long at = 0;
      for (var entry : units.entrySet()) {
        layers.put(entry.getKey(), share(entry.getValue(), at));
        at += entry.getValue().sliceSize();
      }
      this.root = Objects.requireNonNull(layers.remove(ROOT));
      own.values().copy_(part(initial));
    }
    units.values().forEach(unit -> working.putAll(unit.leaves()));
  }

  /// The layers' units by their numbers, and the root as the last.
  private static NavigableMap<Integer, Unit> units(
      Map<String, Tensor> initial, Placement placement, ProcessGroup group) {
    NavigableMap<Integer, Map<String, Tensor>> parts = new TreeMap<>(Map.of(ROOT, new HashMap<>()));
    initial.forEach((name, tensor) ->
        parts.computeIfAbsent(unit(name, tensor), _ -> new HashMap<>()).put(name, tensor));
    NavigableMap<Integer, Unit> units = new TreeMap<>();
    parts.forEach((layer, part) ->
        units.put(
            layer,
            new Unit(
                layer == ROOT ? "what is outside of layers" : "layer " + layer,
                part,
                placement,
                group)));
    return units;
  }

  /// The layer that a parameter comes with. Weight decay leaves vectors alone: with all of them in
  /// the root, a process's slice has its matrices first.
  private static int unit(String name, Tensor parameter) {
    Matcher matcher = LAYER.matcher(name);
    return matcher.matches() && FlatLayout.isMatrix(parameter)
        ? Integer.parseInt(matcher.group(1))
        : ROOT;
  }

  private Share share(Unit unit, long at) {
    return new Share(
        unit,
        at,
        own.values().narrow(0, at, unit.sliceSize()).retainReference(),
        own.gradients().narrow(0, at, unit.sliceSize()).retainReference());
  }

  /// In the order in which they stand in this process's slice.
  private List<Share> shares() {
    List<Share> shares = new ArrayList<>(layers.values());
    shares.add(root);
    return shares;
  }

  @Override
  public Map<String, Tensor> working() {
    return Collections.unmodifiableMap(working);
  }

  @Override
  public LayerResidence residence() {
    return this;
  }

  @Override
  public void enter(int layer, Pass pass) {
    Share share = layers.get(layer);
    if (share != null) {
      share.bring();
      if (pass == Pass.BACKWARD) {
        share.unit.expect();
      }
    }
  }

  @Override
  public void leave(int layer, Pass pass) {
    Share share = layers.get(layer);
    if (share != null) {
      if (pass == Pass.BACKWARD) {
        share.reduce();
      }
      share.unit.release();
    }
  }

  @Override
  public void begin() {
    own.gradients().zero_();
    root.bring();
    root.unit.expect();
  }

  /// Layers' gradients are taken up as they are left, the root's at the end of a pass.
  @Override
  public void collect() {}

  @Override
  public <B, R> List<R> passes(List<B> batches, Pass until, Function<B, R> pass) {
    List<R> results = new ArrayList<>();
    for (int i = 0; group.any(i < batches.size()); i++) {
      if (i < batches.size()) {
        results.add(pass.apply(batches.get(i)));
      } else {
        accompany(until);
      }
      if (until == Pass.BACKWARD) {
        root.reduce();
      }
    }
    return results;
  }

  /// Brings slices to the pass of another process.
  private void accompany(Pass until) {
    for (int layer : layers.keySet()) {
      enter(layer, Pass.FORWARD);
      leave(layer, Pass.FORWARD);
    }
    if (until == Pass.BACKWARD) {
      for (int layer : layers.descendingKeySet()) {
        enter(layer, Pass.BACKWARD);
        leave(layer, Pass.BACKWARD);
      }
    }
  }

  @Override
  public long size() {
    return layout.size();
  }

  @Override
  public Slice own() {
    return own;
  }

  /// What is left is the root's of passes that went through no layer.
  @Override
  public void sumGradients() {
    root.reduce();
  }

  @Override
  public double gradientNorm() {
    double norm = own.gradientNorm();
    return Math.sqrt(group.sum(norm * norm)[0]);
  }

  /// The next passes bring what they need.
  @Override
  public void exchange() {}

  @Override
  public Map<String, Tensor> values() {
    return views(whole(own.values(), "parameters"));
  }

  /// In main memory.
  @Override
  public Tensor whole(Tensor part, String what) {
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor all = Placement.CPU_FP32.zeros(layout.size());
      Map<String, Tensor> views = views(all);
      for (Share share : shares()) {
        share.unit.spread(
            share.in(part),
            what,
            (name, value) -> Objects.requireNonNull(views.get(name)).copy_(value));
      }
      return all;
    }
  }

  @Override
  public Tensor part(Tensor whole) {
    return part(views(whole));
  }

  private Tensor part(Map<String, Tensor> whole) {
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor part = Placement.CPU_FP32.zeros(own.size());
      for (Share share : shares()) {
        share.in(part).copy_(share.unit.slice(name -> Objects.requireNonNull(whole.get(name))));
      }
      return part;
    }
  }

  private Map<String, Tensor> views(Tensor whole) {
    Map<String, Tensor> views = new HashMap<>();
    layout.places().forEach(place -> views.put(place.name(), place.in(whole)));
    return views;
  }
}
