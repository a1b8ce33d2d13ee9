package io.github.deepeyes4j.world.assets;

import io.github.deepeyes4j.core.image.PictureDecoder;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/// A photograph of an entity.
///
/// @param entityId `folder:name`; two photos of one entity share it
public record Photo(String entityId, Path file) {
  public Split split() {
    return Split.of(entityId);
  }

  public BufferedImage load() {
    return PictureDecoder.decode(file).toBufferedImage();
  }
}
