package io.github.deepeyes4j.data;

import io.github.deepeyes4j.data.example.Example;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How many examples a stage was given, and what it did with them.
///
/// @param dropped how many for each reason
public record StageCount(String stage, int in, int kept, Map<String, Integer> dropped) {
  /// Counts a stage.
  ///
  /// @param examples after it, all that ever were
  public static StageCount of(String stage, List<Example> examples) {
    Map<String, Integer> dropped =
        examples.stream()
            .map(Example::drop)
            .filter(drop -> drop != null && drop.stage().equals(stage))
            .collect(
                Collectors.groupingBy(
                    drop -> drop == null ? "" : drop.reason(),
                    TreeMap::new,
                    Collectors.summingInt(_ -> 1)));
    int kept = (int) examples.stream().filter(Example::isKept).count();
    int out = dropped.values().stream().mapToInt(Integer::intValue).sum();
    return new StageCount(stage, kept + out, kept, dropped);
  }
}
