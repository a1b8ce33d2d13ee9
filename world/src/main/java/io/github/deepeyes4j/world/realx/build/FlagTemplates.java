package io.github.deepeyes4j.world.realx.build;

import static io.github.deepeyes4j.world.realx.Ability.PERCEPTION;
import static io.github.deepeyes4j.world.realx.Ability.REASONING;
import static io.github.deepeyes4j.world.realx.Ability.SEARCH;
import static io.github.deepeyes4j.world.realx.build.ReadingTemplates.reading;

import io.github.deepeyes4j.world.assets.Fact;
import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Domain;
import io.github.deepeyes4j.world.realx.Form;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.build.Draft.Asked;
import io.github.deepeyes4j.world.realx.scene.Plate;
import io.github.deepeyes4j.world.realx.scene.Row;
import io.github.deepeyes4j.world.scene.Tint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Questions about the country of a flag, answered by real documents.
final class FlagTemplates {
  private static final int FLAGS = 4;
  private static final Topic SIGNS = Topics.INVENTED.getFirst();

  void addTo(TemplateList templates) {
    templates.add(Domain.GEOGRAPHY, "flag.fact", List.of(SEARCH), this::fact);
    templates.add(Domain.GEOGRAPHY, "flag.number", List.of(REASONING, SEARCH), this::timesNumber);
    templates.add(Domain.GEOGRAPHY, "flag.small", List.of(PERCEPTION, SEARCH), this::smallFact);
    templates.add(
        Domain.GEOGRAPHY, "flag.two-small", List.of(PERCEPTION, REASONING, SEARCH), this::twoSmall);
  }

  private Draft fact(Studio studio) {
    Entity country = flag(studio);
    Fact fact = anyFact(studio, country);
    return new Draft(
        studio.photograph(studio.shot(country), List.of()),
        asked(
            fact, "What is the %s of the country whose flag this is?".formatted(fact.attribute())),
        List.of(recognition("e", country, false), statement("v", "e", fact)),
        List.of(country.id()));
  }

  private Draft timesNumber(Studio studio) {
    Entity country = flag(studio);
    Fact fact = number(studio, country, studio.pick(List.of("number of airports", "coastline")));
    String count = String.valueOf(studio.between(12, 99));
    return new Draft(
        studio.photograph(
            studio.shot(country),
            List.of(Plate.of(studio.tints(1).getFirst(), new Row.Text("n", count, false)))),
        new Asked(
            "What is the %s of the country whose flag this is, times the number on the card?"
                .formatted(asQuantity(fact)),
            "a * n",
            0,
            "",
            List.of()),
        List.of(
            recognition("e", country, false),
            reading("n", count, Form.NUMBER, false),
            statement("a", "e", fact)),
        List.of(country.id()));
  }

  private Draft smallFact(Studio studio) {
    List<Entity> countries = studio.pick(distinct(studio), FLAGS);
    List<Tint> tints = studio.tints(FLAGS);
    Fact fact = anyFact(studio, countries.getFirst());
    return new Draft(
        studio.wall(SIGNS, board(studio, countries, tints)),
        asked(
            fact,
            "What is the %s of the country whose flag is on the %s sign?"
                .formatted(fact.attribute(), tints.getFirst().label())),
        List.of(recognition("e", countries.getFirst(), true), statement("v", "e", fact)),
        countries.stream().map(Entity::id).toList());
  }

  private Draft twoSmall(Studio studio) {
    List<Entity> countries = studio.pick(distinct(studio), FLAGS);
    List<Tint> tints = studio.tints(FLAGS);
    String attribute = studio.pick(List.of("number of airports", "coastline"));
    Fact first = number(studio, countries.get(0), attribute);
    Fact second = number(studio, countries.get(1), attribute);
    return new Draft(
        studio.wall(SIGNS, board(studio, countries, tints)),
        new Asked(
            ("What is the difference between the %s of the country whose flag is on the %s sign and"
                    + " that of the country whose flag is on the %s sign?")
                .formatted(asQuantity(first), tints.get(0).label(), tints.get(1).label()),
            "abs(a - b)",
            0,
            attribute.equals("coastline") ? "km" : "",
            List.of()),
        List.of(
            recognition("e", countries.get(0), true),
            recognition("f", countries.get(1), true),
            statement("a", "e", first),
            statement("b", "f", second)),
        countries.stream().map(Entity::id).toList());
  }

  private static List<Plate> board(Studio studio, List<Entity> countries, List<Tint> tints) {
    List<String> names = List.of("e", "f", "other", "another");
    List<Plate> plates = new ArrayList<>();
    for (int i = 0; i < FLAGS; i++) {
      plates.add(
          Plate.of(
              tints.get(i),
              new Row.Image(names.get(i), studio.stock().picture(countries.get(i)), true)));
    }
    return studio.pick(plates, FLAGS);
  }

  /// Whether the value stands right behind its label.
  static boolean isPlain(Fact fact) {
    return fact.evidence().replace(",", "").endsWith(": " + fact.answer().replace(",", ""));
  }

  private static Entity flag(Studio studio) {
    return studio.pick(distinct(studio));
  }

  /// Countries whose flags cannot be taken for another.
  private static List<Entity> distinct(Studio studio) {
    return studio.entities("country").stream()
        .filter(country -> studio.stock().flags().isDistinct(country))
        .toList();
  }

  private static Fact anyFact(Studio studio, Entity country) {
    return studio.pick(
        studio.stock().factsOf(country.id()).values().stream()
            .filter(FlagTemplates::isPlain)
            .sorted(Comparator.comparing(Fact::attribute))
            .toList());
  }

  private static Fact number(Studio studio, Entity country, String attribute) {
    Fact fact = studio.stock().factsOf(country.id()).get(attribute);
    if (fact == null || !isPlain(fact) || !fact.answer().matches("[1-9][\\d,]*")) {
      throw new UnsuitableException("no " + attribute + " of " + country.id());
    }
    return fact;
  }

  private static String asQuantity(Fact fact) {
    return fact.attribute().equals("coastline")
        ? "length of the coastline in km"
        : fact.attribute();
  }

  private static Asked asked(Fact fact, String question) {
    String unit = fact.attribute().equals("coastline") ? "km" : "";
    return new Asked(question, "v", 0, unit, fact.answers().subList(1, fact.answers().size()));
  }

  private static Operand recognition(String name, Entity country, boolean small) {
    return new Operand.Recognition(name, country.name(), Box.NONE, small, country.collected());
  }

  static Operand statement(String name, String key, Fact fact) {
    String label = fact.evidence().substring(0, fact.evidence().indexOf(':'));
    return new Operand.Statement(
        name,
        fact.answer(),
        "{%s}".formatted(key),
        "{%s} %s".formatted(key, label),
        label,
        fact.documentId());
  }
}
