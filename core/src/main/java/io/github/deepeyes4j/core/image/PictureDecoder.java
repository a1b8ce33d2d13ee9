package io.github.deepeyes4j.core.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import io.github.deepeyes4j.core.BadInputException;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Decodes PNG, JPEG (CMYK too), WebP, GIF (its first frame), BMP and TIFF into a [Picture].
///
/// Dimensions are read and checked before any pixel is, so a small file that unfolds into a huge
/// picture is refused unread. EXIF rotation is applied; alpha is laid over white; 16-bit channels
/// are reduced to 8. Stateless; safe for concurrent use.
public final class PictureDecoder {
  /// Largest accepted file, in bytes.
  public static final long MAX_BYTES = 100L << 20;

  /// Largest accepted picture, in pixels (as Pillow's decompression-bomb limit, rounded down).
  public static final long MAX_PIXELS = 89_000_000;

  /// What ImageIO calls the formats. It has readers of others, which nobody has looked at.
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "webp", "gif", "bmp", "tiff");

  private PictureDecoder() {}

  /// Reads and decodes `file`; a [BadInputException] names the file and the reason.
  public static Picture decode(Path file) {
    try {
      if (!Files.exists(file)) {
        throw new BadInputException(file + ": no such file");
      }
      if (Files.isDirectory(file)) {
        throw new BadInputException(file + ": a directory, not a picture");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new BadInputException(
            "%s: %d bytes, at most %d are allowed".formatted(file, Files.size(file), MAX_BYTES));
      }
      return decode(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Decodes `bytes`; `name` stands for them in error messages.
  public static Picture decode(byte[] bytes, String name) {
    return decode(bytes, name, MAX_PIXELS);
  }

  /// Decodes `bytes` unless they hold more than `maxPixels` pixels.
  public static Picture decode(byte[] bytes, String name, long maxPixels) {
    if (bytes.length == 0) {
      throw new BadInputException(name + ": an empty file, not a picture");
    }
    try (ImageInputStream stream =
        ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      ImageReader reader = reader(stream, name);
      try {
        reader.setInput(stream, true, false);
        InnerFrames.check(bytes, name, maxPixels);
        return Picture.of(upright(to8Bit(read(reader, name, maxPixels)), orientation(bytes)));
      } finally {
        reader.dispose();
      }
    } catch (BadInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // On damaged files decoders throw whatever their code ran into.
      throw new BadInputException(name + ": a damaged picture: " + e.getMessage(), e);
    }
  }

  private static ImageReader reader(ImageInputStream stream, String name) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
    }
    throw new BadInputException(
        name + ": not a picture (PNG, JPEG, WebP, GIF, BMP or TIFF are read)");
  }

  private static BufferedImage read(ImageReader reader, String name, long maxPixels)
      throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    checkSize(width, height, name, maxPixels);
    return reader.read(0);
  }

  static void checkSize(long width, long height, String name, long maxPixels) {
    if (width * height > maxPixels) {
      throw new BadInputException(
          "%s: %dx%d is %d pixels, at most %d are allowed"
              .formatted(name, width, height, width * height, maxPixels));
    }
  }

  /// Java2D's conversions dither or gamma-shift 16-bit grey; keep the high byte, as Pillow does.
  private static BufferedImage to8Bit(BufferedImage image) {
    if (image.getSampleModel().getSampleSize(0) <= 8) {
      return image;
    }
    var source = image.getRaster();
    int bands = source.getNumBands();
    boolean grey = bands < 3;
    boolean alpha = bands == 2 || bands == 4;
    int shift = image.getSampleModel().getSampleSize(0) - 8;
    BufferedImage out =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    int[] pixel = new int[bands];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        source.getPixel(x, y, pixel);
        int red = pixel[0] >> shift;
        int green = grey ? red : pixel[1] >> shift;
        int blue = grey ? red : pixel[2] >> shift;
        int opacity = alpha ? pixel[bands - 1] >> shift : 255;
        out.setRGB(x, y, opacity << 24 | red << 16 | green << 8 | blue);
      }
    }
    return out;
  }

  /// The EXIF orientation, 1 to 8; 1 (upright) when the file states none.
  private static int orientation(byte[] bytes) throws IOException {
    try {
      var metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes));
      var directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      if (directory == null || !directory.containsTag(ExifIFD0Directory.TAG_ORIENTATION)) {
        return 1;
      }
      return directory.getInt(ExifIFD0Directory.TAG_ORIENTATION);
    } catch (ImageProcessingException | MetadataException e) {
      // Damaged metadata beside sound pixels: the picture is shown as stored.
      return 1;
    }
  }

  private static BufferedImage upright(BufferedImage image, int orientation) {
    int w = image.getWidth();
    int h = image.getHeight();
    // Matrices m00 m10 m01 m11 m02 m12 that take stored pixels to upright ones (EXIF 2.32, 4.6.4).
    double[] matrix =
        switch (orientation) {
          case 2 -> new double[] {-1, 0, 0, 1, w, 0};
          case 3 -> new double[] {-1, 0, 0, -1, w, h};
          case 4 -> new double[] {1, 0, 0, -1, 0, h};
          case 5 -> new double[] {0, 1, 1, 0, 0, 0};
          case 6 -> new double[] {0, 1, -1, 0, h, 0};
          case 7 -> new double[] {0, -1, -1, 0, h, w};
          case 8 -> new double[] {0, -1, 1, 0, 0, w};
          default -> null;
        };
    if (matrix == null) {
      return image;
    }
    boolean swapped = orientation >= 5;
    BufferedImage source = Picture.of(image).toBufferedImage();
    BufferedImage target =
        new BufferedImage(swapped ? h : w, swapped ? w : h, BufferedImage.TYPE_INT_RGB);
    new AffineTransformOp(new AffineTransform(matrix), AffineTransformOp.TYPE_NEAREST_NEIGHBOR)
        .filter(source, target);
    return target;
  }
}
