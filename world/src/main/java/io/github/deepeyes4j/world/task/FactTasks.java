package io.github.deepeyes4j.world.task;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.world.assets.Fact;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Questions whose answer only the corpus holds.
final class FactTasks {
  private final List<Fact> facts;
  private final List<Fact> shown;

  /// @param facts those of one split
  FactTasks(List<Fact> facts) {
    this.facts = facts;
    List<Fact> readable = named(facts, "[A-Z]{3,6}");
    this.shown = readable.isEmpty() ? named(facts, "[A-Z]{3,10}") : readable;
    if (facts.isEmpty() || shown.isEmpty()) {
      throw new BadInputException(
          "the assets hold too few facts: %d of this split, %d with short names"
              .formatted(facts.size(), shown.size()));
    }
  }

  private static List<Fact> named(List<Fact> facts, String form) {
    return facts.stream().filter(fact -> sign(fact).matches(form)).toList();
  }

  Task search(String id, SplittableRandom random) {
    Fact fact = any(random, facts);
    return new Task(
        new Question(id, question(random, fact, fact.entity()), List.of()),
        TaskClass.SEARCH,
        fact.answers(),
        List.of(new Step.Lookup(query(fact, fact.entity()), fact)));
  }

  /// A fact about an entity whose name fits onto a board: of six letters, or longer where none is
  /// short.
  Fact anyShown(SplittableRandom random) {
    return any(random, shown);
  }

  /// The name as it stands on a board.
  static String sign(Fact fact) {
    return fact.entity().toUpperCase(Locale.ROOT);
  }

  static String query(Fact fact, String entity) {
    return fact.attribute() + " of " + entity;
  }

  static String question(SplittableRandom random, Fact fact, String entity) {
    return Pick.from(
            random,
            List.of(
                "What is the %s of %s?",
                "Tell me the %s of %s.", "Find the %s of %s.", "What is given as the %s of %s?"))
        .formatted(fact.attribute(), entity);
  }

  /// Entities of a kind are asked about equally often, whatever the number of their facts.
  private static Fact any(SplittableRandom random, List<Fact> from) {
    Fact seed = Pick.from(random, from);
    List<Fact> same =
        from.stream().filter(fact -> fact.entityId().equals(seed.entityId())).toList();
    return Pick.from(random, same);
  }
}
