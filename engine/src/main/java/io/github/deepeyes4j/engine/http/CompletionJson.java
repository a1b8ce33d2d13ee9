package io.github.deepeyes4j.engine.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The frame of one answer in OpenAI's form, whole or in chunks.
///
/// @param created seconds since 1970
record CompletionJson(Form form, String id, long created, String model) {
  static CompletionJson of(Form form, String model) {
    String id = form.idPrefix() + UUID.randomUUID().toString().replace("-", "");
    return new CompletionJson(form, id, System.currentTimeMillis() / 1000, model);
  }

  /// The one choice of an answer.
  ///
  /// @param finish why it ended; null while it has not
  static Map<String, @Nullable Object> choice(@Nullable String finish) {
    Map<String, @Nullable Object> choice = new LinkedHashMap<>();
    choice.put("index", 0);
    choice.put("finish_reason", finish);
    return choice;
  }

  Map<String, Object> whole(Map<String, @Nullable Object> choice, Usage usage) {
    Map<String, Object> json = envelope(form.whole(), List.of(choice));
    json.put("usage", usage.json());
    return json;
  }

  Map<String, Object> chunk(Map<String, @Nullable Object> choice) {
    return envelope(form.chunk(), List.of(choice));
  }

  /// A chunk of a conversation's turn that is not the last.
  Map<String, Object> delta(Map<String, String> delta) {
    Map<String, @Nullable Object> choice = choice(null);
    choice.put("delta", delta);
    return chunk(choice);
  }

  /// The chunk of the counts, which has no choice.
  Map<String, Object> counts(Usage usage) {
    Map<String, Object> json = envelope(form.chunk(), List.of());
    json.put("usage", usage.json());
    return json;
  }

  private Map<String, Object> envelope(String object, List<Map<String, @Nullable Object>> choices) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("object", object);
    json.put("created", created);
    json.put("model", model);
    json.put("choices", choices);
    return json;
  }
}
