package io.github.deepeyes4j.world.assets;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The parts into which entities are divided before any question exists: no entity of one part is
/// ever asked about, or shown, in another.
public enum Split {
  TRAIN,
  DEV,
  TEST;

  private static final String SALT = "deepeyes4j-world-1";

  /// The part of an entity: a stable hash of its id; 55 % train, 10 % dev, 35 % test.
  public static Split of(String entityId) {
    int percent = Integer.parseInt(Digests.sha256(SALT + entityId).substring(0, 7), 16) % 100;
    if (percent < 55) {
      return TRAIN;
    }
    return percent < 65 ? DEV : TEST;
  }

  public static Split named(String name) {
    return Arrays.stream(values())
        .filter(split -> split.label().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new BadInputException(
                "split '%s' is unknown; allowed: %s"
                    .formatted(
                        name,
                        Arrays.stream(values())
                            .map(Split::label)
                            .collect(Collectors.joining(", ")))));
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
