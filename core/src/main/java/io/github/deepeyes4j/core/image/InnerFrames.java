package io.github.deepeyes4j.core.image;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Pictures inside pictures. A file may claim a small size and hold a frame of another, by which
/// its decoder allocates memory.
final class InnerFrames {
  private static final int BM = 'B' | 'M' << 8;
  private static final int RIFF = 'R' | 'I' << 8 | 'F' << 16 | 'F' << 24;
  private static final int VP8 = 'V' | 'P' << 8 | '8' << 16 | ' ' << 24;

  /// Begins a key frame's header (RFC 6386, 9.1), after a chunk's name and size and three bytes.
  private static final int START_CODE = 0x2a019d;

  private static final int BMP_COMPRESSION = 30;
  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;

  private InnerFrames() {}

  /// Refuses a file with an inner frame that is too large, or that cannot be judged.
  static void check(byte[] bytes, String name, long maxPixels) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length >= BMP_COMPRESSION + 4 && (file.getShort(0) & 0xffff) == BM) {
      int compression = file.getInt(BMP_COMPRESSION);
      if (compression == BMP_JPEG || compression == BMP_PNG) {
        throw new BadInputException(name + ": a BMP with another picture inside is not read");
      }
    } else if (bytes.length >= 4 && file.getInt(0) == RIFF) {
      checkKeyFrames(file, name, maxPixels);
    }
  }

  /// Looks at every place of a WebP where a lossy frame might begin, wherever chunks end.
  private static void checkKeyFrames(ByteBuffer file, String name, long maxPixels) {
    for (int at = 0; at + 18 <= file.capacity(); at++) {
      if (file.getInt(at) == VP8 && (file.getInt(at + 11) & 0xffffff) == START_CODE) {
        int width = file.getShort(at + 14) & 0x3fff;
        int height = file.getShort(at + 16) & 0x3fff;
        PictureDecoder.checkSize(width, height, name, maxPixels);
      }
    }
  }
}
