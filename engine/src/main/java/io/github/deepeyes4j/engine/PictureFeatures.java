package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.model.qwenvl.Adaptation;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// What the vision tower saw in the pictures that were used last: each picture is seen once,
/// however many conversations show it; an adapter of the vision tower sees it for itself. Confined
/// to the engine's thread.
final class PictureFeatures {
  /// Merged cells that are kept: 117 MB of bf16 features at a width of 3584.
  private static final int MAX_CELLS = 16_384;

  private final ImageProcessor imageProcessor;
  private final Map<Sight, Tensor> features = new LinkedHashMap<>(16, 0.75f, true);
  private long cells;

  /// A picture as one tower sees it.
  ///
  /// @param adapter the tower's; null for the model's own
  private record Sight(String digest, @Nullable LoraAdapter adapter) {
    static Sight of(ImageSpan image, @Nullable LoraAdapter adapter) {
      boolean own = adapter == null || !adapter.adaptsVision();
      return new Sight(image.picture().digest(), own ? null : adapter);
    }
  }

  PictureFeatures(ImageProcessor imageProcessor) {
    this.imageProcessor = imageProcessor;
  }

  /// The features of pictures, in order, `C x D`; an undefined tensor when there is no picture.
  Tensor of(List<ImageSpan> images, QwenVl model, @Nullable LoraAdapter adapter) {
    if (images.isEmpty()) {
      return new Tensor();
    }
    Map<Sight, Picture> unseen = new LinkedHashMap<>();
    for (ImageSpan image : images) {
      Sight sight = Sight.of(image, adapter);
      if (!features.containsKey(sight)) {
        unseen.put(sight, image.picture());
      }
    }
    if (!unseen.isEmpty()) {
      see(unseen, model);
    }
    List<Tensor> parts =
        images.stream()
            .map(image -> Objects.requireNonNull(features.get(Sight.of(image, adapter))))
            .toList();
    Tensor all = Tensors.concat(0, parts);
    shrink();
    return all;
  }

  /// Sees pictures of one tower in one pass.
  private void see(Map<Sight, Picture> unseen, QwenVl model) {
    List<Sight> sights = List.copyOf(unseen.keySet());
    LoraAdapter adapter = sights.getFirst().adapter;
    List<Patches> patches = unseen.values().stream().map(imageProcessor::process).toList();
    Tensor all = model.adapted(adapter == null ? Adaptation.NONE : adapter).see(patches);
    for (int i = 0, at = 0; i < sights.size(); i++) {
      int tokens = patches.get(i).grid().tokens();
      // A copy: a view would keep the features of all these pictures for as long as one of them.
      features.put(sights.get(i), all.narrow(0, at, tokens).clone().retainReference());
      at += tokens;
    }
    cells += all.size(0);
  }

  private void shrink() {
    Iterator<Tensor> oldest = features.values().iterator();
    while (cells > MAX_CELLS) {
      Tensor dropped = oldest.next();
      cells -= dropped.size(0);
      oldest.remove();
      dropped.close();
    }
  }

  /// Forgets what an adapter's tower saw.
  void forget(LoraAdapter adapter) {
    features
        .entrySet()
        .removeIf(entry -> {
          boolean theirs = entry.getKey().adapter == adapter;
          if (theirs) {
            cells -= entry.getValue().size(0);
            entry.getValue().close();
          }
          return theirs;
        });
  }

  /// Forgets all, as must be when the tower's weights change.
  void clear() {
    features.values().forEach(Tensor::close);
    features.clear();
    cells = 0;
  }
}
