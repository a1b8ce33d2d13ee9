package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.image.Picture;
import java.util.concurrent.atomic.AtomicInteger;

/// Sees the mean colour of a picture, and counts the pictures.
final class FakeEncoder implements ImageEncoder {
  final AtomicInteger encoded = new AtomicInteger();
  private final String id;

  FakeEncoder(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int dimension() {
    return 3;
  }

  @Override
  public float[] encode(Picture picture) {
    encoded.incrementAndGet();
    byte[] rgb = picture.rgb();
    float[] sums = {1, 1, 1};
    for (int i = 0; i < rgb.length; i++) {
      sums[i % 3] += rgb[i] & 0xff;
    }
    return Vectors.unit(sums, id);
  }

  @Override
  public void close() {}
}
