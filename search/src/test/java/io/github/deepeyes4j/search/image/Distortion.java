package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.image.Perspective;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/// What happens to a picture before somebody searches for it: a part of it, seen at an angle, a
/// little out of focus, compressed again.
///
/// @param side of the part, as a part of the picture's
record Distortion(double side) {
  /// How far each corner of the part is moved at most, as a part of its side.
  private static final double SKEW = 0.05;

  private static final double BLUR_SIGMA = 1;
  private static final int BLUR_RADIUS = 3;
  private static final float JPEG_QUALITY = 0.75f;

  Picture apply(Picture picture, Random random) {
    double width = picture.width() * side;
    double height = picture.height() * side;
    double left = random.nextDouble() * (picture.width() - width);
    double top = random.nextDouble() * (picture.height() - height);
    double[] xs = new double[4];
    double[] ys = new double[4];
    for (int corner = 0; corner < 4; corner++) {
      // Clockwise from the left upper one.
      xs[corner] = left + (corner == 1 || corner == 2 ? width : 0) + skew(random) * width;
      ys[corner] = top + (corner >= 2 ? height : 0) + skew(random) * height;
    }
    int outWidth = Math.max(8, (int) Math.round(width));
    int outHeight = Math.max(8, (int) Math.round(height));
    return compress(blur(Perspective.straighten(picture, xs, ys, outWidth, outHeight)));
  }

  private static double skew(Random random) {
    return (2 * random.nextDouble() - 1) * SKEW;
  }

  private static Picture blur(Picture picture) {
    int taps = 2 * BLUR_RADIUS + 1;
    float[] weights = new float[taps];
    float sum = 0;
    for (int i = 0; i < taps; i++) {
      double distance = (i - BLUR_RADIUS) / BLUR_SIGMA;
      weights[i] = (float) Math.exp(-distance * distance / 2);
      sum += weights[i];
    }
    for (int i = 0; i < taps; i++) {
      weights[i] /= sum;
    }
    ConvolveOp rows = new ConvolveOp(new Kernel(taps, 1, weights), ConvolveOp.EDGE_NO_OP, null);
    ConvolveOp columns = new ConvolveOp(new Kernel(1, taps, weights), ConvolveOp.EDGE_NO_OP, null);
    return Picture.of(columns.filter(rows.filter(picture.toBufferedImage(), null), null));
  }

  private static Picture compress(Picture picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(JPEG_QUALITY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(picture.toBufferedImage(), null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    } finally {
      writer.dispose();
    }
    return PictureDecoder.decode(bytes.toByteArray(), "a distorted picture");
  }
}
