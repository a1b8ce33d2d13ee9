package io.github.deepeyes4j.world.realx.build;

import static io.github.deepeyes4j.world.realx.Ability.PERCEPTION;
import static io.github.deepeyes4j.world.realx.Ability.REASONING;
import static io.github.deepeyes4j.world.realx.Ability.SEARCH;
import static io.github.deepeyes4j.world.realx.build.ReadingTemplates.capitals;
import static io.github.deepeyes4j.world.realx.build.ReadingTemplates.reading;
import static io.github.deepeyes4j.world.realx.build.ReadingTemplates.small;
import static io.github.deepeyes4j.world.realx.build.ReadingTemplates.summable;

import io.github.deepeyes4j.world.realx.Form;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.build.Draft.Asked;
import io.github.deepeyes4j.world.realx.scene.Plate;
import io.github.deepeyes4j.world.realx.scene.Row;
import io.github.deepeyes4j.world.realx.scene.Sketch;
import io.github.deepeyes4j.world.scene.Tint;
import java.util.ArrayList;
import java.util.List;

/// Questions whose picture tells what to look up in a made-up document: by a large name or a small
/// code.
final class LookupTemplates {
  private static final int PLATES = 4;

  private final Topic topic;

  LookupTemplates(Topic topic) {
    this.topic = topic;
  }

  void addTo(TemplateList templates) {
    templates.add(topic, "name", List.of(SEARCH), this::name);
    templates.add(topic, "names", List.of(SEARCH), studio -> onPlates(studio, false));
    templates.add(topic, "codes", List.of(PERCEPTION, SEARCH), studio -> onPlates(studio, true));
    templates.add(topic, "tag", List.of(PERCEPTION, SEARCH), this::tag);
    templates.add(topic, "two-names", List.of(REASONING, SEARCH), studio -> two(studio, false));
    templates.add(
        topic, "name-number", List.of(REASONING, SEARCH), studio -> counted(studio, false));
    templates.add(
        topic, "two-codes", List.of(PERCEPTION, REASONING, SEARCH), studio -> two(studio, true));
    templates.add(
        topic,
        "code-number",
        List.of(PERCEPTION, REASONING, SEARCH),
        studio -> counted(studio, true));
  }

  /// One large name on a photograph.
  private Draft name(Studio studio) {
    return single(studio, false, "named in the picture");
  }

  /// One small code on a photograph.
  private Draft tag(Studio studio) {
    return single(studio, true, "whose %s is in the picture".formatted(topic.code()));
  }

  private Draft single(Studio studio, boolean byCode, String which) {
    Fiction fiction = studio.fictions(topic, 1, 1).getFirst();
    Attribute attribute = studio.pick(topic.attributes());
    Entity scenery = studio.pick(studio.scenery());
    Sketch sketch =
        studio.photograph(
            studio.shot(scenery),
            List.of(Plate.of(studio.tints(1).getFirst(), key("k", fiction, byCode))));
    return new Draft(
        sketch,
        Asked.value(
            "What is %s of the %s %s, according to its %s?"
                .formatted(attribute.phrase(), topic.thing(), which, topic.page()),
            attribute.unit()),
        List.of(keyReading("k", fiction, byCode), statement("v", "k", fiction, attribute)),
        List.of(fiction.document().id(), scenery.id()));
  }

  /// One of several plates.
  private Draft onPlates(Studio studio, boolean byCode) {
    List<Fiction> fictions = studio.fictions(topic, 1, PLATES);
    List<Tint> tints = studio.tints(PLATES);
    Attribute attribute = studio.pick(topic.attributes());
    List<Plate> plates = new ArrayList<>();
    for (int i = 0; i < PLATES; i++) {
      plates.add(Plate.of(tints.get(i), key(i == 0 ? "k" : "k" + i, fictions.get(i), byCode)));
    }
    Fiction fiction = fictions.getFirst();
    return new Draft(
        studio.wall(topic, studio.pick(plates, PLATES)),
        Asked.value(
            "What is %s of the %s on the %s, according to its %s?"
                .formatted(attribute.phrase(), topic.thing(), on(tints.getFirst()), topic.page()),
            attribute.unit()),
        List.of(keyReading("k", fiction, byCode), statement("v", "k", fiction, attribute)),
        ids(fictions));
  }

  /// Two documents, combined.
  private Draft two(Studio studio, boolean byCode) {
    List<Fiction> fictions = studio.fictions(topic, 2, PLATES);
    List<Tint> tints = studio.tints(PLATES);
    Attribute attribute = studio.pick(topic.attributes());
    List<String> names = List.of("k", "l", "other", "another");
    List<Plate> plates = new ArrayList<>();
    for (int i = 0; i < PLATES; i++) {
      plates.add(Plate.of(tints.get(i), key(names.get(i), fictions.get(i), byCode)));
    }
    Asked asked =
        Combination.ofTwo(
            studio,
            attribute,
            "%s of the one on the %s".formatted(attribute.phrase(), on(tints.get(0))),
            "that of the one on the %s".formatted(on(tints.get(1))));
    return new Draft(
        studio.wall(topic, studio.pick(plates, PLATES)),
        before(
            "Each %s shows %s, about which there is %s. "
                .formatted(topic.plate(), article(topic.thing()), article(topic.page())),
            asked),
        List.of(
            keyReading("k", fictions.get(0), byCode),
            keyReading("l", fictions.get(1), byCode),
            statement("a", "k", fictions.get(0), attribute),
            statement("b", "l", fictions.get(1), attribute)),
        ids(fictions));
  }

  /// A document's value times a number on the plate.
  private Draft counted(Studio studio, boolean byCode) {
    List<Fiction> fictions = studio.fictions(topic, 1, PLATES);
    List<Tint> tints = studio.tints(PLATES);
    Attribute attribute = summable(studio, topic);
    List<Plate> plates = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < PLATES; i++) {
      counts.add(studio.between(12, 99));
      plates.add(
          Plate.of(
              tints.get(i),
              key(i == 0 ? "k" : "k" + i, fictions.get(i), byCode),
              new Row.Text(i == 0 ? "n" : "n" + i, counts.get(i).toString(), byCode)));
    }
    Fiction fiction = fictions.getFirst();
    return new Draft(
        studio.wall(topic, studio.pick(plates, PLATES)),
        Combination.product(
            attribute,
            "Each %s shows %s, about which there is %s, and a number."
                    .formatted(topic.plate(), article(topic.thing()), article(topic.page()))
                + " What is %s of the one on the %s times its number?"
                    .formatted(attribute.phrase(), on(tints.getFirst()))),
        List.of(
            keyReading("k", fiction, byCode),
            reading("n", counts.getFirst().toString(), Form.NUMBER, byCode),
            statement("a", "k", fiction, attribute)),
        ids(fictions));
  }

  private static Asked before(String words, Asked asked) {
    return new Asked(
        words + asked.question(),
        asked.expression(),
        asked.tolerance(),
        asked.unit(),
        asked.aliases());
  }

  private static String article(String noun) {
    return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }

  private String on(Tint tint) {
    return tint.label() + " " + topic.plate();
  }

  private static Row key(String name, Fiction fiction, boolean byCode) {
    return new Row.Text(name, byCode ? fiction.code() : capitals(fiction.name()), byCode);
  }

  private static Operand keyReading(String name, Fiction fiction, boolean byCode) {
    return byCode
        ? small(name, fiction.code(), Form.CODE)
        : reading(name, capitals(fiction.name()), Form.NAME, false);
  }

  private Operand statement(String name, String key, Fiction fiction, Attribute attribute) {
    return new Operand.Statement(
        name,
        fiction.value(attribute),
        "{%s}".formatted(key),
        "{%s} %s %s".formatted(key, topic.page(), attribute.label()),
        attribute.label(),
        fiction.document().id());
  }

  private static List<String> ids(List<Fiction> fictions) {
    return fictions.stream().map(fiction -> fiction.document().id()).toList();
  }
}
