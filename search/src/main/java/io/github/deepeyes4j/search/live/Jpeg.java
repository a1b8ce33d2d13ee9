package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/// Pictures for uploads.
final class Jpeg {
  private Jpeg() {}

  /// Encodes a picture, at three quarters of its size and again until it is small enough.
  ///
  /// @param maxBytes of the file, at least 10 000
  static byte[] encode(Picture picture, int maxBytes) {
    Picture scaled = picture;
    byte[] bytes = encode(scaled);
    while (bytes.length > maxBytes) {
      scaled =
          Resampler.resize(
              scaled,
              Math.max(1, scaled.width() * 3 / 4),
              Math.max(1, scaled.height() * 3 / 4),
              Resampler.Kernel.LANCZOS);
      bytes = encode(scaled);
    }
    return bytes;
  }

  private static byte[] encode(Picture picture) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture.toBufferedImage(), "jpeg", out)) {
        throw new IllegalStateException("no ImageIO writer for JPEG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }
}
