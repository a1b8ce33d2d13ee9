package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// What the vision tower saw in the pictures that were used last: each picture is seen once,
/// however many conversations show it. Confined to the engine's thread.
final class PictureFeatures {
  /// Merged cells that are kept: 117 MB of bf16 features at a width of 3584.
  private static final int MAX_CELLS = 16_384;

  private final ImageProcessor imageProcessor;
  private final Map<String, Tensor> features = new LinkedHashMap<>(16, 0.75f, true);
  private long cells;

  PictureFeatures(ImageProcessor imageProcessor) {
    this.imageProcessor = imageProcessor;
  }

  /// The features of pictures, in order, `C x D`; an undefined tensor when there is no picture.
  Tensor of(List<ImageSpan> images, QwenVl model) {
    if (images.isEmpty()) {
      return new Tensor();
    }
    see(images, model);
    List<Tensor> parts = images.stream().map(image -> known(image.picture())).toList();
    Tensor all = Tensors.concat(0, parts);
    shrink();
    return all;
  }

  private Tensor known(Picture picture) {
    return Objects.requireNonNull(features.get(picture.digest()));
  }

  /// Sees the pictures that are new in one pass.
  private void see(List<ImageSpan> images, QwenVl model) {
    Map<String, Picture> unseen = new LinkedHashMap<>();
    for (ImageSpan image : images) {
      if (!features.containsKey(image.picture().digest())) {
        unseen.put(image.picture().digest(), image.picture());
      }
    }
    if (unseen.isEmpty()) {
      return;
    }
    List<Patches> patches = unseen.values().stream().map(imageProcessor::process).toList();
    Tensor all = model.see(patches);
    List<String> digests = List.copyOf(unseen.keySet());
    long at = 0;
    for (int i = 0; i < patches.size(); i++) {
      long tokens = patches.get(i).grid().tokens();
      // A copy: a view would keep the features of all these pictures for as long as one of them.
      Tensor seen = all.narrow(0, at, tokens).clone().retainReference();
      features.put(digests.get(i), seen);
      at += tokens;
    }
    cells += at;
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

  /// Forgets all, as must be when the tower's weights change.
  void clear() {
    features.values().forEach(Tensor::close);
    features.clear();
    cells = 0;
  }
}
