package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import java.util.HashMap;
import java.util.Map;

/// Which flags look like no other, even when they are a few pixels high.
///
/// @param nearest for each country's id, how far its flag is from the one most like it: mean
///   difference of brightness a channel
record Flags(Map<String, Double> nearest) {
  private static final int COLUMNS = 8;
  private static final int ROWS = 6;

  /// Brightness, of 255, by which flags that are taken differ from all others.
  private static final double APART = 35;

  static Flags of(Collection collection) {
    Map<String, byte[]> small = new HashMap<>();
    for (Entity country : collection.entities("country")) {
      Picture flag = country.shown(collection.assets());
      small.put(
          country.id(), Resampler.resize(flag, COLUMNS, ROWS, Resampler.Kernel.BILINEAR).rgb());
    }
    Map<String, Double> nearest = new HashMap<>();
    small.forEach((id, pixels) ->
        nearest.put(
            id,
            small.entrySet().stream()
                .filter(other -> !other.getKey().equals(id))
                .mapToDouble(other -> difference(pixels, other.getValue()))
                .min()
                .orElse(Double.MAX_VALUE)));
    return new Flags(nearest);
  }

  private static double difference(byte[] one, byte[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return sum / one.length;
  }

  boolean isDistinct(Entity country) {
    return nearest.getOrDefault(country.id(), 0.0) >= APART;
  }
}
