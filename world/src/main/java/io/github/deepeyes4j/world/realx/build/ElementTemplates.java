package io.github.deepeyes4j.world.realx.build;

import static io.github.deepeyes4j.world.realx.Ability.PERCEPTION;
import static io.github.deepeyes4j.world.realx.Ability.REASONING;
import static io.github.deepeyes4j.world.realx.Ability.SEARCH;
import static io.github.deepeyes4j.world.realx.build.ReadingTemplates.capitals;
import static io.github.deepeyes4j.world.realx.build.ReadingTemplates.reading;

import io.github.deepeyes4j.world.assets.Fact;
import io.github.deepeyes4j.world.realx.Domain;
import io.github.deepeyes4j.world.realx.Form;
import io.github.deepeyes4j.world.realx.build.Draft.Asked;
import io.github.deepeyes4j.world.realx.scene.Background.Furniture;
import io.github.deepeyes4j.world.realx.scene.Plate;
import io.github.deepeyes4j.world.realx.scene.Row;
import io.github.deepeyes4j.world.scene.Tint;
import java.util.ArrayList;
import java.util.List;

/// Questions about chemical elements whose names are on sample cases, answered by real documents.
final class ElementTemplates {
  private static final int CASES = 4;
  private static final Topic SAMPLES =
      Topics.INVENTED.stream()
          .filter(topic -> topic.furniture() == Furniture.DIAL)
          .findFirst()
          .orElseThrow();

  void addTo(TemplateList templates) {
    templates.add(
        Domain.SCIENCE, "element.weight", List.of(SEARCH), studio -> weight(studio, false));
    templates.add(
        Domain.SCIENCE,
        "element.small",
        List.of(PERCEPTION, SEARCH),
        studio -> weight(studio, true));
    templates.add(
        Domain.SCIENCE, "element.two", List.of(REASONING, SEARCH), studio -> two(studio, false));
    templates.add(
        Domain.SCIENCE,
        "element.two-small",
        List.of(PERCEPTION, REASONING, SEARCH),
        studio -> two(studio, true));
  }

  private Draft weight(Studio studio, boolean small) {
    List<Fact> weights = studio.pick(weights(studio), CASES);
    List<Tint> tints = studio.tints(CASES);
    return new Draft(
        studio.wall(SAMPLES, cases(studio, weights, tints, small)),
        Asked.value(
            "What is the atomic weight of the element in the %s case?"
                .formatted(tints.getFirst().label()),
            ""),
        List.of(
            reading("k", capitals(weights.getFirst().entity()), Form.NAME, small),
            FlagTemplates.statement("v", "k", weights.getFirst())),
        weights.stream().map(Fact::entityId).toList());
  }

  private Draft two(Studio studio, boolean small) {
    List<Fact> weights = studio.pick(weights(studio), CASES);
    List<Tint> tints = studio.tints(CASES);
    int times = studio.between(2, 9);
    int more = studio.between(2, 9);
    return new Draft(
        studio.wall(SAMPLES, cases(studio, weights, tints, small)),
        new Asked(
            ("Each case holds an element. What is %d times the atomic weight of the one in the %s"
                    + " case plus %d times that of the one in the %s case?")
                .formatted(times, tints.get(0).label(), more, tints.get(1).label()),
            "%d * a + %d * b".formatted(times, more),
            0,
            "",
            List.of()),
        List.of(
            reading("k", capitals(weights.get(0).entity()), Form.NAME, small),
            reading("l", capitals(weights.get(1).entity()), Form.NAME, small),
            FlagTemplates.statement("a", "k", weights.get(0)),
            FlagTemplates.statement("b", "l", weights.get(1))),
        weights.stream().map(Fact::entityId).toList());
  }

  private static List<Plate> cases(
      Studio studio, List<Fact> weights, List<Tint> tints, boolean small) {
    List<String> names = List.of("k", "l", "other", "another");
    List<Plate> plates = new ArrayList<>();
    for (int i = 0; i < CASES; i++) {
      plates.add(
          Plate.of(
              tints.get(i), new Row.Text(names.get(i), capitals(weights.get(i).entity()), small)));
    }
    return studio.pick(plates, CASES);
  }

  private static List<Fact> weights(Studio studio) {
    return studio.facts("element:").stream()
        .filter(fact -> fact.attribute().equals("atomic weight"))
        .filter(fact -> fact.answer().matches("[\\d.]+") && fact.entity().matches("[a-z]+"))
        .filter(FlagTemplates::isPlain)
        .toList();
  }
}
