package io.github.deepeyes4j.world.assets;

import java.util.List;

/// Something that one document of the corpus states about an entity.
///
/// @param entityId `country:fr`, `element:iron`
/// @param entity the entity's name as people write it
/// @param attribute what is stated, in the words of a question: `capital`, `atomic number`
/// @param answers accepted forms, the usual one first
/// @param documentId the document that states it
/// @param evidence the words of the document that hold the answer, such as `Capital: Paris`
public record Fact(
    String entityId,
    String entity,
    String attribute,
    List<String> answers,
    String documentId,
    String evidence) {
  public Fact {
    answers = List.copyOf(answers);
  }

  public Split split() {
    return Split.of(entityId);
  }

  public String answer() {
    return answers.getFirst();
  }
}
