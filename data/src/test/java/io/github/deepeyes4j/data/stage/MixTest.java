package io.github.deepeyes4j.data.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Drop;
import io.github.deepeyes4j.data.example.Example.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixTest {
  private static List<Example> examples(String category, int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            Example.of(
                new Origin("s", "CC0", category + i),
                category,
                category + i,
                List.of("x"),
                List.of()))
        .toList();
  }

  private static List<Example> all() {
    List<Example> all = new ArrayList<>(examples("perception", 60));
    all.addAll(examples("reason", 10));
    all.addAll(examples("search", 5));
    return all;
  }

  private static Map<String, Long> kept(List<Example> examples) {
    return examples.stream()
        .filter(Example::isKept)
        .collect(Collectors.groupingBy(Example::category, Collectors.counting()));
  }

  @Test
  void theScarcestCategorySetsTheSize() {
    List<Example> mixed = new Mix(Map.of("perception", 0.5, "reason", 0.5)).of(all(), 1);
    assertThat(kept(mixed)).isEqualTo(Map.of("perception", 10L, "reason", 10L));
    assertThat(
            mixed.stream()
                .map(Example::drop)
                .filter(drop -> drop != null)
                .collect(Collectors.groupingBy(Drop::reason, Collectors.counting())))
        .isEqualTo(Map.of("over its share", 50L, "not in the mix", 5L));
  }

  @Test
  void aCategoryWithoutExamplesLeavesItsShareToTheOthers() {
    assertThat(kept(new Mix(Map.of("perception", 0.4, "reason", 0.4, "charts", 0.2)).of(all(), 1)))
        .isEqualTo(Map.of("perception", 10L, "reason", 10L));
  }

  @Test
  void whichOnesIsDrawnBySeedWhateverTheirOrder() {
    Mix mix = new Mix(Map.of("perception", 0.5, "search", 0.5));
    List<Example> turned = new ArrayList<>(all());
    Collections.reverse(turned);
    assertThat(mix.of(turned, 1).reversed()).isEqualTo(mix.of(all(), 1));
    assertThat(mix.of(all(), 2)).isNotEqualTo(mix.of(all(), 1));
  }

  @Test
  void sharesThatDoNotAddUpAreNamed() {
    assertThatThrownBy(() -> new Mix(Map.of("reason", 0.4)))
        .isInstanceOf(BadInputException.class)
        .hasMessage("mix: shares {reason=0.4} must be 0 or more and add up to 1, not 0.4");
  }
}
