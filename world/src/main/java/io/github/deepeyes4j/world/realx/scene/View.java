package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.RealxMini;

/// What is seen of a picture before anything is cropped: at most [RealxMini#VIEW] pixels on the
/// longer side.
///
/// @param scale pixels of the view in one of the picture
public record View(Picture picture, double scale) {

  public static View of(Picture picture) {
    return of(Resampler.within(picture, RealxMini.VIEW), picture.width(), picture.height());
  }

  /// The view that is shown of a picture of that size.
  public static View of(Picture shown, int width, int height) {
    return new View(shown, Math.min(1, (double) RealxMini.VIEW / Math.max(width, height)));
  }

  /// What is seen of a part of the picture.
  public Picture part(Box box) {
    int left = (int) Math.floor(box.x() * scale);
    int top = (int) Math.floor(box.y() * scale);
    int right = Math.min(picture.width(), (int) Math.ceil(box.right() * scale));
    int bottom = Math.min(picture.height(), (int) Math.ceil(box.bottom() * scale));
    return picture.crop(left, top, right, bottom);
  }
}
