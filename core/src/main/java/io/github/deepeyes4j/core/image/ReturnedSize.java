package io.github.deepeyes4j.core.image;

/// The size at which a picture that a tool made or found is returned to the model: not too narrow,
/// and no side too short (DeepEyesV2's rule for pictures that code shows).
public final class ReturnedSize {
  /// Pixels that each side has at least.
  public static final int MIN_SIDE = 32;

  /// Ratio of long to short side above which a picture is squeezed.
  private static final double MAX_RATIO = 200;

  private static final double SQUEEZED_RATIO = 150;

  private ReturnedSize() {}

  /// The size for a picture of this one.
  public static SmartResize.Size of(int height, int width) {
    int longer = Math.max(height, width);
    int shorter = Math.min(height, width);
    double ratio = (double) longer / shorter;
    if (ratio > MAX_RATIO) {
      double squeezed = Math.min(SQUEEZED_RATIO, ratio / 2);
      longer = (int) (shorter * squeezed);
      shorter = (int) (shorter * ratio / squeezed);
    }
    if (shorter < MIN_SIDE) {
      double grow = (double) MIN_SIDE / shorter;
      longer = (int) Math.ceil(longer * grow);
      shorter = MIN_SIDE;
    }
    return height < width
        ? new SmartResize.Size(shorter, longer)
        : new SmartResize.Size(longer, shorter);
  }

  /// The picture at that size.
  public static Picture apply(Picture picture) {
    SmartResize.Size size = of(picture.height(), picture.width());
    return Resampler.resize(picture, size.width(), size.height(), Resampler.Kernel.LANCZOS);
  }
}
