package io.github.deepeyes4j.data.stage;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// What a picture looks like from afar: its colours at 16 x 16 pixels, whole and with borders cut,
/// by which copies are found that were encoded anew, scaled, or cut by up to 5 % a side.
///
/// @param aspect width over height
/// @param forms the whole picture, then those that are cut; three bytes a pixel
record Look(double aspect, List<byte[]> forms) implements Serializable {
  /// Largest mean difference of a channel, of 255, between copies. On the shipped pictures 99 % of
  /// copies are nearer and 99 % of different pictures farther.
  private static final double COPY = 3;

  /// Largest ratio of the aspects of copies: one of them may be cut on two opposite sides.
  private static final double STRETCH = 1.12;

  /// Pictures are brought to this size before they are cut.
  private static final int SIDE = 160;

  /// Pixels of such a side that are cut: 5 %.
  private static final int CUT = SIDE / 20;

  private static final int GRID = 16;

  static Look of(Picture picture) {
    Picture small = Resampler.resize(picture, SIDE, SIDE, Resampler.Kernel.BICUBIC);
    List<byte[]> forms = new ArrayList<>();
    for (int sides = 0; sides < 16; sides++) {
      forms.add(
          grid(
              small,
              (sides & 1) * CUT,
              (sides >> 1 & 1) * CUT,
              SIDE - (sides >> 2 & 1) * CUT,
              SIDE - (sides >> 3 & 1) * CUT));
    }
    int half = CUT / 2;
    forms.add(grid(small, half, half, SIDE - half, SIDE - half));
    return new Look((double) picture.width() / picture.height(), List.copyOf(forms));
  }

  private static byte[] grid(Picture picture, int left, int top, int right, int bottom) {
    Picture part = picture.crop(left, top, right, bottom);
    return Resampler.resize(part, GRID, GRID, Resampler.Kernel.BICUBIC).rgb();
  }

  /// How far apart two pictures are that may be copies of each other, in mean levels of a channel;
  /// empty when they are not.
  OptionalDouble copyOf(Look other) {
    double stretch = aspect / other.aspect;
    if (Math.max(stretch, 1 / stretch) > STRETCH) {
      return OptionalDouble.empty();
    }
    double nearest =
        Math.min(nearest(forms.getFirst(), other.forms), nearest(other.forms.getFirst(), forms));
    return nearest <= COPY ? OptionalDouble.of(nearest) : OptionalDouble.empty();
  }

  private static double nearest(byte[] whole, List<byte[]> forms) {
    int limit = (int) (COPY * whole.length);
    int nearest = Integer.MAX_VALUE;
    for (byte[] form : forms) {
      nearest = Math.min(nearest, difference(whole, form, limit));
    }
    return (double) nearest / whole.length;
  }

  /// The summed difference; more than `limit` when it is above.
  private static int difference(byte[] one, byte[] other, int limit) {
    int sum = 0;
    for (int i = 0; i < one.length && sum <= limit; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return sum;
  }
}
