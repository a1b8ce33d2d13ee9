package io.github.deepeyes4j.world.realx;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a question takes; a question may take several.
public enum Ability {
  /// A detail that cannot be made out in the view and must be cropped.
  PERCEPTION,
  /// An answer that stands nowhere and must be computed from several values.
  REASONING,
  /// A fact that only a document states, or a name that only image search tells.
  SEARCH;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Several as one word: `perception+search`.
  public static String label(Set<Ability> abilities) {
    return abilities.stream().sorted().map(Ability::label).collect(Collectors.joining("+"));
  }
}
