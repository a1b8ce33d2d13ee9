package io.github.deepeyes4j.world.realx;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.deepeyes4j.world.assets.Split;
import java.util.List;
import java.util.Set;

/// A line of `questions.jsonl`. What follows from the operands is written for readers of the file
/// and not read back.
@JsonPropertyOrder({"id", "domain", "abilities", "question", "image", "answer"})
record ItemRow(
    String id,
    Domain domain,
    Set<Ability> abilities,
    String question,
    String image,
    String answer,
    double tolerance,
    String unit,
    List<String> aliases,
    Evidence evidence,
    Set<Tool> tools,
    int difficulty,
    Reality reality,
    String template,
    String split,
    List<String> entities,
    List<Operand> operands,
    String expression) {

  static ItemRow of(Item item) {
    return new ItemRow(
        item.id(),
        item.kind().domain(),
        item.kind().abilities(),
        item.question(),
        item.image(),
        item.answer().value(),
        item.answer().tolerance(),
        item.answer().unit(),
        item.answer().aliases(),
        item.evidence(),
        item.tools(),
        item.difficulty(),
        item.reality(),
        item.kind().template(),
        item.kind().split().label(),
        item.entities(),
        item.solution().operands(),
        item.solution().expression().source());
  }

  Item item() {
    return new Item(
        id,
        new Item.Kind(domain, abilities, template, Split.named(split)),
        question,
        image,
        new Answer(answer, tolerance, unit, aliases),
        new Solution(operands, new Expression(expression)),
        entities);
  }
}
