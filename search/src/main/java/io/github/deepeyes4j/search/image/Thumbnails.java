package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import io.github.deepeyes4j.core.image.ReturnedSize;

/// The small pictures in search results.
final class Thumbnails {
  /// Pixels on the long side at most, but for pictures so narrow that [ReturnedSize] widens them.
  private static final int LONG_SIDE = 384;

  private Thumbnails() {}

  static Picture of(Picture picture) {
    double shrink = Math.min(1, (double) LONG_SIDE / Math.max(picture.width(), picture.height()));
    return ReturnedSize.apply(
        Resampler.resize(
            picture,
            Math.max(1, (int) Math.rint(picture.width() * shrink)),
            Math.max(1, (int) Math.rint(picture.height() * shrink)),
            Resampler.Kernel.LANCZOS));
  }
}
