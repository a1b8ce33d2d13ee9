package io.github.deepeyes4j.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Files of a few bytes that claim to be huge pictures.
class PictureBombsTest {
  /// A format, and the size that its file claims.
  enum Bomb {
    PNG(50_000, 50_000),
    JPEG(65_500, 65_500),
    GIF(65_535, 65_535),
    BMP(60_000, 60_000),
    BMP_TOP_DOWN(60_000, 60_000),
    WEBP_LOSSY(16_383, 16_383),
    WEBP_LOSSLESS(16_384, 16_384),
    WEBP_EXTENDED(60_000, 60_000),
    /// The file claims 10x10 pixels, its frame more.
    WEBP_WITH_LARGER_FRAME(16_383, 16_383),
    TIFF(100_000, 100_000);

    private final int width;
    private final int height;

    Bomb(int width, int height) {
      this.width = width;
      this.height = height;
    }

    byte[] file() {
      return switch (this) {
        case PNG -> png(width, height);
        case JPEG -> jpeg(width, height);
        case GIF -> gif(width, height);
        case BMP -> bmp(width, height);
        case BMP_TOP_DOWN -> bmp(width, -height);
        case WEBP_LOSSY -> webp(chunk("VP8 ", vp8(width, height)));
        case WEBP_LOSSLESS -> webp(chunk("VP8L", vp8l(width, height)));
        case WEBP_EXTENDED -> webp(chunk("VP8X", vp8x(width, height)));
        case WEBP_WITH_LARGER_FRAME ->
            webp(chunk("VP8X", vp8x(10, 10)), chunk("VP8 ", vp8(width, height)));
        case TIFF -> tiff(width, height);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesUnread(Bomb bomb) {
    long before = allocated();
    assertThatThrownBy(() -> PictureDecoder.decode(bomb.file(), "bomb"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "bomb: %dx%d is %d pixels, at most 89000000 are allowed"
                .formatted(bomb.width, bomb.height, (long) bomb.width * bomb.height));
    assertThat(allocated() - before).as("bytes allocated").isLessThan(50_000_000);
  }

  @Test
  void refusesBitmapsWithOtherPicturesInside() {
    for (int compression : new int[] {4, 5}) {
      byte[] file = bmp(10, 10, 0, compression, png(50_000, 50_000));
      assertThatThrownBy(() -> PictureDecoder.decode(file, "bomb"))
          .isInstanceOf(BadInputException.class)
          .hasMessage("bomb: a BMP with another picture inside is not read");
    }
  }

  /// Formats beyond those promised, some of which hold other pictures too.
  @Test
  void refusesIcons() {
    byte[] content = png(50_000, 50_000);
    ByteBuffer icon = little(22 + content.length).putShort((short) 0).putShort((short) 1);
    icon.putShort((short) 1).put(new byte[] {10, 10, 0, 0}).putInt(1 | 24 << 16);
    byte[] file = bytes(icon.putInt(content.length).putInt(22).put(content));
    assertThatThrownBy(() -> PictureDecoder.decode(file, "bomb"))
        .hasMessage("bomb: not a picture (PNG, JPEG, WebP, GIF, BMP or TIFF are read)");
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] png(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(17).put(ascii("IHDR")).putInt(width).putInt(height);
    header.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 sum = new CRC32();
    sum.update(header.array());
    return ByteBuffer.allocate(45)
        .putLong(0x89504e470d0a1a0aL)
        .putInt(13)
        .put(header.array())
        .putInt((int) sum.getValue())
        .putInt(0)
        .put(ascii("IDAT"))
        .array();
  }

  private static byte[] jpeg(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(40).putInt(0xffd8ffc0).putShort((short) 17).put((byte) 8);
    file.putShort((short) height).putShort((short) width).put((byte) 3);
    file.put(new byte[] {1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0});
    file.putInt(0xffda000c).put(new byte[] {3, 1, 0, 2, 0, 3, 0, 0, 63, 0});
    return file.putShort((short) 0xffd9).array();
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static byte[] gif(int width, int height) {
    ByteBuffer file = little(40).put(ascii("GIF89a"));
    file.putShort((short) width).putShort((short) height).put(new byte[] {(byte) 0x80, 0, 0});
    file.put(new byte[6]).put((byte) ',').putInt(0);
    file.putShort((short) width).putShort((short) height).put(new byte[] {0, 2, 1, 0x44, 0, ';'});
    return bytes(file);
  }

  private static byte[] bmp(int width, int height) {
    return bmp(width, height, 24, 0, new byte[10]);
  }

  private static byte[] bmp(int width, int height, int bits, int compression, byte[] content) {
    ByteBuffer file = little(54 + content.length).put(ascii("BM"));
    file.putInt(54 + content.length).putInt(0).putInt(54).putInt(40).putInt(width).putInt(height);
    file.putShort((short) 1).putShort((short) bits).putInt(compression).putInt(content.length);
    return bytes(file.position(54).put(content));
  }

  private static byte[] webp(byte[]... chunks) {
    int length = Arrays.stream(chunks).mapToInt(chunk -> chunk.length).sum();
    ByteBuffer file = little(12 + length).put(ascii("RIFF")).putInt(4 + length).put(ascii("WEBP"));
    Arrays.stream(chunks).forEach(file::put);
    return bytes(file);
  }

  private static byte[] chunk(String name, byte[] content) {
    return little(8 + content.length).put(ascii(name)).putInt(content.length).put(content).array();
  }

  private static byte[] vp8(int width, int height) {
    ByteBuffer content = little(32).put(new byte[] {0x50, 0, 0, (byte) 0x9d, 1, 0x2a});
    return bytes(content.putShort((short) width).putShort((short) height));
  }

  private static byte[] vp8l(int width, int height) {
    return little(16).put((byte) 0x2f).putInt((width - 1) | (height - 1) << 14).array();
  }

  private static byte[] vp8x(int width, int height) {
    ByteBuffer content = little(10).putInt(0);
    for (int side : new int[] {width - 1, height - 1}) {
      content.putShort((short) side).put((byte) (side >> 16));
    }
    return bytes(content);
  }

  private static byte[] tiff(int width, int height) {
    int[][] entries = {
      {256, width},
      {257, height},
      {258, 8},
      {259, 1},
      {262, 1},
      {273, 8},
      {277, 1},
      {278, height},
      {279, 16}
    };
    ByteBuffer file = little(256).put(ascii("II")).putShort((short) 42).putInt(8);
    file.putShort((short) entries.length);
    for (int[] entry : entries) {
      file.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
    }
    return bytes(file.putInt(0));
  }
}
