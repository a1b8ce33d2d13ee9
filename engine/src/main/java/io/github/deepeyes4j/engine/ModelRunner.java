package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.model.lora.RowAdapters;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.GivenParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Runs the model on cached rows and reads scores back. Confined to the engine's thread.
final class ModelRunner implements AutoCloseable {
  private QwenVl model;
  private final KvCache cache;
  private final PictureFeatures features;
  private final @Nullable LoraAdapter[] adapters;
  private @Nullable LoraAdapter own;
  private final Map<String, Tensor> replaced = new HashMap<>();

  ModelRunner(QwenVl model, ImageProcessor imageProcessor, int rows, int context) {
    this.model = model;
    this.features = new PictureFeatures(imageProcessor);
    this.cache = new KvCache(model, rows, context);
    this.adapters = new LoraAdapter[rows];
  }

  /// Lays an adapter over the model for what a row computes from now on; null for the engine's own,
  /// where it has one.
  void adapt(int row, @Nullable LoraAdapter adapter) {
    adapters[row] = adapter;
  }

  /// Frees an adapter that no row uses any more.
  void close(LoraAdapter adapter) {
    features.forget(adapter);
    adapter.close();
  }

  private @Nullable LoraAdapter adapterOf(int row) {
    LoraAdapter adapter = adapters[row];
    return adapter == null ? own : adapter;
  }

  /// The model with the adapters of the rows of a batch.
  private QwenVl adapted(int... rows) {
    List<@Nullable LoraAdapter> ofRow = new ArrayList<>();
    for (int row : rows) {
      ofRow.add(adapterOf(row));
    }
    return model.adapted(RowAdapters.of(ofRow, model.placement()));
  }

  /// Reads prompts into rows of one adapter, all in one pass; for each the scores of the token
  /// after it.
  float[][] prefill(List<Prefill> prompts) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      int row = prompts.getFirst().row();
      QwenVl adapted = adapted(row);
      TokenSequence packed = TokenSequence.concat(prompts.stream().map(Prefill::rest).toList());
      RopeIndex positions = RopeIndex.concat(prompts.stream().map(Prefill::positions).toList());
      Tensor x = model.embed(List.of(packed), features.of(packed.images(), model, adapterOf(row)));
      Tensor hidden = adapted.hidden(x, List.of(positions), cache.prefill(prompts));
      int[] lengths = prompts.stream().mapToInt(Prefill::length).toArray();
      Arrays.parallelPrefix(lengths, Integer::sum);
      int[] last = IntStream.of(lengths).map(end -> end - 1).toArray();
      Tensor ends = model.placement().move(Tensors.indices(last));
      return perRow(adapted.logits(hidden.index_select(1, ends)), prompts.size());
    }
  }

  /// Lets a row begin like another.
  void copy(int from, int to, int tokens) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      cache.copy(from, to, tokens);
    }
  }

  /// Takes copies of new weights in the place of those before, which are freed.
  ///
  /// @throws IllegalArgumentException when the model has no such weight or layer, or one of another
  ///   shape; nothing is changed then
  void replace(Weights update) {
    switch (update) {
      case Weights.Whole(Map<String, Tensor> byName) -> replace(byName);
      case Weights.Adapter(LoraAdapter adapter) -> replace(adapter.copyFor(model));
    }
  }

  private void replace(LoraAdapter next) {
    LoraAdapter outdated = own;
    own = next;
    if (outdated != null) {
      close(outdated);
    }
  }

  private void replace(Map<String, Tensor> weights) {
    weights.keySet().forEach(this::requireKnown);
    Map<String, Tensor> next = new HashMap<>(model.parameters());
    next.putAll(weights);
    rebuilt(next);
    Map<String, Tensor> copies = new HashMap<>();
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      weights.forEach((name, weight) -> copies.put(name, copyOf(weight)));
    }
    next.putAll(copies);
    model = rebuilt(next);
    copies.forEach((name, copy) -> {
      Tensor outdated = replaced.put(name, copy);
      if (outdated != null) {
        outdated.close();
      }
    });
    features.clear();
  }

  private void requireKnown(String name) {
    if (!model.parameters().containsKey(name)) {
      throw new IllegalArgumentException("the model has no weight " + name);
    }
  }

  /// A model of other weights: building it compares names and shapes and copies nothing.
  private QwenVl rebuilt(Map<String, Tensor> weights) {
    return new QwenVl(model.config(), new GivenParameters(weights), model.placement());
  }

  /// Never the given tensor itself, whose owner may go on changing it.
  private Tensor copyOf(Tensor weight) {
    return model.placement().place(weight.detach().clone()).retainReference();
  }

  /// Adds one token to each of some rows.
  ///
  /// @param rows in ascending order
  /// @param tokens the token of each row
  /// @param held how many tokens each row holds before it
  /// @param ropePositions the token's rotary position
  /// @return the scores of each row's next token
  float[][] decode(int[] rows, int[] tokens, int[] held, int[] ropePositions) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor x = model.embed(Tensors.indices(tokens).view(tokens.length, 1));
      List<RopeIndex> positions = IntStream.of(ropePositions).mapToObj(RopeIndex::single).toList();
      QwenVl adapted = adapted(rows);
      Tensor logits = adapted.logits(adapted.hidden(x, positions, cache.decode(rows, held)));
      return perRow(logits, tokens.length);
    }
  }

  private static float[][] perRow(Tensor logits, int count) {
    float[] flat = Tensors.floats(logits);
    int vocabulary = flat.length / count;
    return IntStream.range(0, count)
        .mapToObj(row -> Arrays.copyOfRange(flat, row * vocabulary, (row + 1) * vocabulary))
        .toArray(float[][]::new);
  }

  @Override
  public void close() {
    cache.close();
    features.clear();
    replaced.values().forEach(Tensor::close);
    if (own != null) {
      own.close();
    }
  }
}
