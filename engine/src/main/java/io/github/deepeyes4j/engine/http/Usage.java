package io.github.deepeyes4j.engine.http;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a request cost.
///
/// @param prompt tokens that the model read
/// @param generated tokens that it wrote
record Usage(int prompt, int generated) {
  Map<String, Integer> json() {
    Map<String, Integer> json = new LinkedHashMap<>();
    json.put("prompt_tokens", prompt);
    json.put("completion_tokens", generated);
    json.put("total_tokens", prompt + generated);
    return json;
  }
}
