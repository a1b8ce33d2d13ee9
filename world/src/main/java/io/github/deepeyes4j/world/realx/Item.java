package io.github.deepeyes4j.world.realx;

import io.github.deepeyes4j.world.assets.Split;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A question of the benchmark, with its answer and all that the answer rests on.
///
/// @param kind where it stands in the benchmark
/// @param image path of its picture in the benchmark's directory
/// @param entities ids of what it shows or is about; no other split has a question about them
public record Item(
    String id,
    Kind kind,
    String question,
    String image,
    Answer answer,
    Solution solution,
    List<String> entities) {
  public Item {
    entities = List.copyOf(entities);
  }

  /// Where a question stands in the benchmark.
  ///
  /// @param template what it was made by
  public record Kind(Domain domain, Set<Ability> abilities, String template, Split split) {
    public Kind {
      abilities = EnumSet.copyOf(abilities);
    }
  }

  public boolean takes(Ability ability) {
    return kind.abilities().contains(ability);
  }

  public Evidence evidence() {
    return solution.evidence();
  }

  /// The tools without which it cannot be answered.
  public Set<Tool> tools() {
    return Tool.needed(solution.operands());
  }

  public Reality reality() {
    return Reality.of(solution.operands());
  }

  /// How many values have to be found.
  public int difficulty() {
    return solution.operands().size();
  }
}
