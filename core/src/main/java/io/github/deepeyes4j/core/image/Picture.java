package io.github.deepeyes4j.core.image;

import io.github.deepeyes4j.core.Digests;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// A decoded picture: 8-bit RGB, row-major, three bytes a pixel, upright, without alpha.
///
/// Two pictures are equal when their pixels are: identity is the [#digest()], the SHA-256 of width,
/// height and pixels, so the same picture has the same name whatever file it came from. Immutable
/// and safe to share between threads; [#rgb()] hands out the pixels themselves and callers must not
/// write to them.
public final class Picture {
  private final int width;
  private final int height;
  private final byte[] rgb;

  /// Computed when first asked for: many pictures are never named.
  private volatile @Nullable String digest;

  /// The encoded picture while there is memory to spare: a conversation sends it with every turn.
  private volatile SoftReference<byte[]> png = new SoftReference<>(null);

  private Picture(int width, int height, byte[] rgb) {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "a %dx%d picture needs %d bytes, got %d"
              .formatted(width, height, 3L * width * height, rgb.length));
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /// Takes ownership of `rgb`.
  public static Picture ofRgb(int width, int height, byte[] rgb) {
    return new Picture(width, height, rgb);
  }

  /// Copies the pixels; transparent ones are laid over white.
  public static Picture of(BufferedImage image) {
    BufferedImage flat = image;
    if (image.getType() != BufferedImage.TYPE_INT_RGB || image.getRaster().getParent() != null) {
      flat = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
      var graphics = flat.createGraphics();
      graphics.setColor(java.awt.Color.WHITE);
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.drawImage(image, 0, 0, null);
      graphics.dispose();
    }
    int[] packed = ((DataBufferInt) flat.getRaster().getDataBuffer()).getData();
    byte[] rgb = new byte[3 * packed.length];
    for (int i = 0; i < packed.length; i++) {
      rgb[3 * i] = (byte) (packed[i] >> 16);
      rgb[3 * i + 1] = (byte) (packed[i] >> 8);
      rgb[3 * i + 2] = (byte) packed[i];
    }
    return new Picture(image.getWidth(), image.getHeight(), rgb);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /// The pixels, not a copy.
  public byte[] rgb() {
    return rgb;
  }

  public String digest() {
    String known = digest;
    if (known == null) {
      known = Digests.sha256(ByteBuffer.allocate(8).putInt(width).putInt(height).array(), rgb);
      digest = known;
    }
    return known;
  }

  /// The part from a corner (inclusive) to another (exclusive), in pixels.
  public Picture crop(int left, int top, int right, int bottom) {
    int cropWidth = right - left;
    byte[] part = new byte[3 * cropWidth * (bottom - top)];
    for (int y = top; y < bottom; y++) {
      System.arraycopy(rgb, 3 * (y * width + left), part, 3 * (y - top) * cropWidth, 3 * cropWidth);
    }
    return new Picture(cropWidth, bottom - top, part);
  }

  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] packed = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < packed.length; i++) {
      packed[i] =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
    }
    return image;
  }

  /// The picture as a PNG file.
  public byte[] toPng() {
    byte[] known = png.get();
    if (known == null) {
      known = encode("png");
      png = new SoftReference<>(known);
    }
    return known.clone();
  }

  private byte[] encode(String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(toBufferedImage(), format, out)) {
        throw new IllegalStateException("no ImageIO writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Picture picture && picture.digest().equals(digest());
  }

  @Override
  public int hashCode() {
    return digest().hashCode();
  }

  @Override
  public String toString() {
    return "Picture[%dx%d %s]".formatted(width, height, digest().substring(0, 12));
  }
}
