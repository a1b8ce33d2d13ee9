package io.github.deepeyes4j.data.stage;

import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.data.stage.Duplicates.Print;
import java.util.List;

/// Drops what gives a benchmark away.
///
/// @param benchmarks the fingerprints of all their questions
public record Decontaminating(List<Print> benchmarks, PictureStore pictures)
    implements ExampleWork<Example> {
  public static final String STAGE = "decontaminate";

  public Decontaminating {
    benchmarks = List.copyOf(benchmarks);
  }

  @Override
  public Example on(Example example) {
    Fingerprint mine = new Printing(pictures).on(example).fingerprint();
    return Duplicates.against(mine, benchmarks)
        .map(match ->
            example.dropped(
                STAGE,
                "contaminated by " + match.by(),
                "%s, distance %.1f".formatted(match.other(), match.distance())))
        .orElse(example);
  }
}
