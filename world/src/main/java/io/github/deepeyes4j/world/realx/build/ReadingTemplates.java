package io.github.deepeyes4j.world.realx.build;

import static io.github.deepeyes4j.world.realx.Ability.PERCEPTION;
import static io.github.deepeyes4j.world.realx.Ability.REASONING;

import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Form;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.build.Attribute.Kind;
import io.github.deepeyes4j.world.realx.build.Draft.Asked;
import io.github.deepeyes4j.world.realx.scene.Plate;
import io.github.deepeyes4j.world.realx.scene.Row;
import io.github.deepeyes4j.world.scene.Tint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Questions that the picture alone answers: values on plates.
final class ReadingTemplates {
  private static final int PLATES = 4;

  private final Topic topic;

  ReadingTemplates(Topic topic) {
    this.topic = topic;
  }

  void addTo(TemplateList templates) {
    templates.add(topic, "plate", List.of(PERCEPTION), this::plate);
    templates.add(topic, "caption", List.of(PERCEPTION), this::caption);
    templates.add(topic, "large-pair", List.of(REASONING), studio -> pair(studio, false));
    templates.add(topic, "large-mean", List.of(REASONING), this::mean);
    templates.add(topic, "pair", List.of(PERCEPTION, REASONING), studio -> pair(studio, true));
    templates.add(topic, "quantity", List.of(PERCEPTION, REASONING), this::quantity);
  }

  /// The small value on the plate of one colour.
  private Draft plate(Studio studio) {
    Attribute attribute = studio.pick(topic.attributes());
    List<Tint> tints = studio.tints(PLATES);
    List<String> values = studio.values(attribute, PLATES);
    List<Plate> plates = new ArrayList<>();
    for (int i = 0; i < PLATES; i++) {
      plates.add(Plate.of(tints.get(i), new Row.Text(i == 0 ? "v" : "v" + i, values.get(i), true)));
    }
    return new Draft(
        studio.wall(topic, studio.pick(plates, PLATES)),
        Asked.value(
            "What is %s printed on the %s?".formatted(attribute.phrase(), on(tints.getFirst())),
            attribute.unit()),
        List.of(small("v", values.getFirst(), Form.NUMBER)),
        List.of());
  }

  /// The small code under a large name.
  private Draft caption(Studio studio) {
    List<Tint> tints = studio.tints(PLATES);
    List<Fiction> fictions = studio.fictions(topic, 1, PLATES);
    List<Plate> plates = new ArrayList<>();
    for (int i = 0; i < PLATES; i++) {
      plates.add(
          Plate.of(
              tints.get(i),
              new Row.Text("name" + i, capitals(fictions.get(i).name()), false),
              new Row.Text(i == 0 ? "v" : "v" + i, fictions.get(i).code(), true)));
    }
    Fiction asked = fictions.getFirst();
    return new Draft(
        studio.wall(topic, studio.pick(plates, PLATES)),
        Asked.value(
            "What is the %s printed below the name %s?"
                .formatted(topic.code(), capitals(asked.name())),
            ""),
        List.of(small("v", asked.code(), Form.CODE)),
        fictions.stream().map(fiction -> fiction.document().id()).toList());
  }

  /// Two values on plates of two colours.
  private Draft pair(Studio studio, boolean small) {
    Attribute attribute = studio.pick(topic.attributes());
    List<Tint> tints = studio.tints(PLATES);
    List<String> values = studio.values(attribute, PLATES);
    List<String> names = List.of("a", "b", "other", "another");
    List<Plate> plates = new ArrayList<>();
    for (int i = 0; i < PLATES; i++) {
      plates.add(Plate.of(tints.get(i), new Row.Text(names.get(i), values.get(i), small)));
    }
    return new Draft(
        studio.wall(topic, studio.pick(plates, PLATES)),
        Combination.ofTwo(
            studio,
            attribute,
            "%s on the %s".formatted(attribute.phrase(), on(tints.get(0))),
            "that on the %s".formatted(on(tints.get(1)))),
        List.of(
            reading("a", values.get(0), Form.NUMBER, small),
            reading("b", values.get(1), Form.NUMBER, small)),
        List.of());
  }

  /// The mean of three large values, one of four left out.
  private Draft mean(Studio studio) {
    Attribute attribute =
        studio.pick(
            topic.attributes().stream()
                .filter(a -> a.kind() != Kind.TIME && a.kind() != Kind.YEAR)
                .toList());
    List<Tint> tints = studio.tints(PLATES);
    List<String> values = studio.values(attribute, PLATES);
    List<String> names = List.of("a", "b", "c", "other");
    List<Plate> plates = new ArrayList<>();
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < PLATES; i++) {
      plates.add(Plate.of(tints.get(i), new Row.Text(names.get(i), values.get(i), false)));
      if (i < 3) {
        operands.add(reading(names.get(i), values.get(i), Form.NUMBER, false));
      }
    }
    return new Draft(
        studio.wall(topic, studio.pick(plates, PLATES)),
        Combination.mean(
            attribute,
            "%s on all %ss but the %s"
                .formatted(attribute.phrase(), topic.plate(), tints.getLast().label() + " one")),
        operands,
        List.of());
  }

  /// A large number of pieces and a small value on one plate.
  private Draft quantity(Studio studio) {
    Attribute attribute = summable(studio, topic);
    List<Tint> tints = studio.tints(PLATES);
    List<String> values = studio.values(attribute, PLATES);
    List<Plate> plates = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < PLATES; i++) {
      counts.add(studio.between(12, 99));
      plates.add(
          Plate.of(
              tints.get(i),
              new Row.Text(i == 0 ? "n" : "n" + i, counts.get(i).toString(), false),
              new Row.Text(i == 0 ? "a" : "a" + i, values.get(i), true)));
    }
    return new Draft(
        studio.wall(topic, studio.pick(plates, PLATES)),
        Combination.product(
            attribute,
            "On each %s a small number gives %s; the large number counts how often it applies."
                    .formatted(topic.plate(), attribute.phrase())
                + " What is the total on the %s?".formatted(on(tints.getFirst()))),
        List.of(
            reading("n", counts.getFirst().toString(), Form.NUMBER, false),
            small("a", values.getFirst(), Form.NUMBER)),
        List.of());
  }

  private String on(Tint tint) {
    return tint.label() + " " + topic.plate();
  }

  /// An attribute whose values can be added up.
  static Attribute summable(Studio studio, Topic topic) {
    return studio.pick(
        topic.attributes().stream()
            .filter(a -> a.kind() != Kind.TIME && a.kind() != Kind.YEAR)
            .toList());
  }

  static Operand small(String name, String value, Form form) {
    return reading(name, value, form, true);
  }

  static Operand reading(String name, String value, Form form, boolean small) {
    return new Operand.Reading(name, value, form, Box.NONE, small);
  }

  static String capitals(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
