package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.service.JsonBody;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The `prompt` of a request: one text or one list of tokens. OpenAI's form allows lists of these,
/// of which one element is taken.
sealed interface TextPrompt {
  String FIELD = "prompt";

  record Text(String text) implements TextPrompt {}

  record Tokens(int[] ids) implements TextPrompt {}

  static TextPrompt of(JsonBody body) {
    JsonNode sent = body.value(FIELD);
    boolean listed = sent.isArray() && sent.size() == 1 && !sent.path(0).isNumber();
    JsonNode prompt = listed ? sent.path(0) : sent;
    if (prompt.isString()) {
      return new Text(prompt.stringValue());
    }
    List<JsonNode> ids = prompt.isArray() ? prompt.valueStream().toList() : List.of();
    if (ids.isEmpty() || !ids.stream().allMatch(JsonNode::isInt)) {
      throw JsonBody.wrong(FIELD, sent, "one text or one list of token ids");
    }
    return new Tokens(ids.stream().mapToInt(JsonNode::intValue).toArray());
  }
}
