package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.world.realx.Ability;
import io.github.deepeyes4j.world.realx.Domain;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Questions of one domain that take the same abilities.
record Cell(Domain domain, Set<Ability> abilities, int questions) {
  private static final List<Set<Ability>> COLUMNS =
      List.of(
          EnumSet.of(Ability.PERCEPTION),
          EnumSet.of(Ability.REASONING),
          EnumSet.of(Ability.SEARCH),
          EnumSet.of(Ability.PERCEPTION, Ability.REASONING),
          EnumSet.of(Ability.PERCEPTION, Ability.SEARCH),
          EnumSet.of(Ability.REASONING, Ability.SEARCH),
          EnumSet.allOf(Ability.class));

  /// Questions by domain, in the order of the columns: 60 a domain.
  private static final Map<Domain, List<Integer>> QUESTIONS =
      Map.of(
          Domain.GEOGRAPHY, List.of(5, 6, 12, 6, 7, 10, 14),
          Domain.NATURE, List.of(6, 6, 13, 5, 7, 8, 15),
          Domain.PRODUCTS, List.of(7, 6, 9, 8, 6, 9, 15),
          Domain.SCIENCE, List.of(5, 6, 13, 6, 6, 10, 14),
          Domain.CULTURE, List.of(6, 6, 13, 5, 7, 9, 14));

  /// All cells: 300 questions with the ability counts of RealX-Bench.
  static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    for (Domain domain : Domain.values()) {
      List<Integer> row = QUESTIONS.getOrDefault(domain, List.of());
      for (int i = 0; i < row.size(); i++) {
        cells.add(new Cell(domain, COLUMNS.get(i), row.get(i)));
      }
    }
    return cells;
  }
}
