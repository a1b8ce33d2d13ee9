package io.github.deepeyes4j.world.realx.build;

import static io.github.deepeyes4j.world.realx.Ability.PERCEPTION;
import static io.github.deepeyes4j.world.realx.Ability.REASONING;
import static io.github.deepeyes4j.world.realx.Ability.SEARCH;
import static io.github.deepeyes4j.world.realx.build.ReadingTemplates.reading;
import static io.github.deepeyes4j.world.realx.build.ReadingTemplates.summable;

import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Form;
import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.build.Draft.Asked;
import io.github.deepeyes4j.world.realx.scene.Plate;
import io.github.deepeyes4j.world.realx.scene.Row;
import java.util.List;
import java.util.Objects;

/// Questions about what a photograph shows: image search names it, a made-up document states
/// something about it.
final class PhotoTemplates {
  private final String category;
  private final Topic topic;

  PhotoTemplates(String category) {
    this.category = category;
    this.topic = Objects.requireNonNull(Topics.SHOWN.get(category));
  }

  void addTo(TemplateList templates) {
    templates.add(topic, "photo", List.of(SEARCH), this::photo);
    templates.add(
        topic, "photo-number", List.of(REASONING, SEARCH), studio -> counted(studio, false));
    templates.add(
        topic,
        "photo-tag",
        List.of(PERCEPTION, REASONING, SEARCH),
        studio -> counted(studio, true));
  }

  private Draft photo(Studio studio) {
    Entity entity = studio.pick(studio.entities(category));
    Fiction fiction = studio.fiction(entity);
    Attribute attribute = studio.pick(topic.attributes());
    return new Draft(
        studio.photograph(studio.shot(entity), List.of()),
        Asked.value(
            "What is %s of the %s in the photo, according to the %s about it?"
                .formatted(attribute.phrase(), topic.thing(), topic.page()),
            attribute.unit()),
        List.of(recognition(entity), statement("v", fiction, attribute)),
        List.of(entity.id(), fiction.document().id()));
  }

  /// What a document states, times a number on a card.
  private Draft counted(Studio studio, boolean small) {
    Entity entity = studio.pick(studio.entities(category));
    Fiction fiction = studio.fiction(entity);
    Attribute attribute = summable(studio, topic);
    String count = String.valueOf(studio.between(12, 99));
    return new Draft(
        studio.photograph(
            studio.shot(entity),
            List.of(Plate.of(studio.tints(1).getFirst(), new Row.Text("n", count, small)))),
        Combination.product(
            attribute,
            ("What is %s of the %s in the photo, according to the %s about it, times the number on"
                    + " the card?")
                .formatted(attribute.phrase(), topic.thing(), topic.page())),
        List.of(
            recognition(entity),
            reading("n", count, Form.NUMBER, small),
            statement("a", fiction, attribute)),
        List.of(entity.id(), fiction.document().id()));
  }

  static Operand recognition(Entity entity) {
    return new Operand.Recognition("e", entity.name(), Box.NONE, false, entity.collected());
  }

  private Operand statement(String name, Fiction fiction, Attribute attribute) {
    return new Operand.Statement(
        name,
        fiction.value(attribute),
        "{e}",
        "%s {e} %s".formatted(topic.page(), attribute.label()),
        attribute.label(),
        fiction.document().id());
  }
}
