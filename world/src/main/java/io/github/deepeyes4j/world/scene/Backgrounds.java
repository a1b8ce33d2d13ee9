package io.github.deepeyes4j.world.scene;

import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Photo;
import io.github.deepeyes4j.world.assets.Split;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/// Photographs as backgrounds: a random part of a photo of one split, scaled to fill the scene.
/// Decoded photos are kept. Safe for concurrent use.
final class Backgrounds {
  private final List<Photo> photos;
  private final Map<Photo, BufferedImage> decoded = new ConcurrentHashMap<>();

  Backgrounds(Assets assets, Split split) {
    this.photos = assets.photos(split);
    if (photos.isEmpty()) {
      throw new io.github.deepeyes4j.core.BadInputException(
          "%s: no photo falls into split %s".formatted(assets.directory(), split.label()));
    }
  }

  /// A fresh canvas of the size.
  BufferedImage random(SplittableRandom random, int width, int height) {
    Photo photo = photos.get(random.nextInt(photos.size()));
    BufferedImage source = decoded.computeIfAbsent(photo, Photo::load);
    double cover =
        Math.max((double) width / source.getWidth(), (double) height / source.getHeight());
    double zoom = cover * random.nextDouble(1.0, 1.6);
    double partWidth = width / zoom;
    double partHeight = height / zoom;
    int left = (int) random.nextDouble(0, source.getWidth() - partWidth + 1e-9);
    int top = (int) random.nextDouble(0, source.getHeight() - partHeight + 1e-9);
    boolean mirrored = random.nextBoolean();
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = canvas.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.drawImage(
        source,
        mirrored ? width : 0,
        0,
        mirrored ? 0 : width,
        height,
        left,
        top,
        left + (int) partWidth,
        top + (int) partHeight,
        null);
    g.dispose();
    return canvas;
  }
}
