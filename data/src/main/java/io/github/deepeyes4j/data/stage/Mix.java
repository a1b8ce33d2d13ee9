package io.github.deepeyes4j.data.stage;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.data.example.Example;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes categories in given shares, as many examples as these allow. Which ones is drawn by seed,
/// whatever their order.
///
/// @param shares of each category, adding up to 1
public record Mix(Map<String, Double> shares) {
  /// The stage's name.
  public static final String STAGE = "mix";

  private static final double ROUNDING = 1e-6;

  public Mix {
    shares = Map.copyOf(shares);
    double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - 1) > ROUNDING || shares.values().stream().anyMatch(s -> !(s >= 0))) {
      throw new BadInputException(
          "mix: shares %s must be 0 or more and add up to 1, not %s".formatted(shares, sum));
    }
  }

  /// All examples, those dropped that are too many. The shares of categories that have no example
  /// fall to the others.
  public List<Example> of(List<Example> examples, long seed) {
    Set<String> taken = new HashSet<>();
    double available = 0;
    double size = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      int count = count(examples, share.getKey());
      if (share.getValue() > 0 && count > 0) {
        available += share.getValue();
        size = Math.min(size, count / share.getValue());
      }
    }
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      if (available > 0 && share.getValue() > 0) {
        examples.stream()
            .filter(example -> example.category().equals(share.getKey()))
            .sorted(Comparator.comparing(example -> Digests.sha256(seed + example.id())))
            .limit((long) Math.floor(size * share.getValue() + ROUNDING))
            .forEach(example -> taken.add(example.id()));
      }
    }
    return examples.stream()
        .map(example -> taken.contains(example.id()) ? example : tooMany(example))
        .toList();
  }

  private static int count(List<Example> examples, String category) {
    return (int) examples.stream().filter(e -> e.category().equals(category)).count();
  }

  private Example tooMany(Example example) {
    return shares.getOrDefault(example.category(), 0.0) == 0
        ? example.dropped(STAGE, "not in the mix", "category " + example.category())
        : example.dropped(STAGE, "over its share", "category " + example.category());
  }
}
