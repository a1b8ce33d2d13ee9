package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes one completion in OpenAI's form, whole or in chunks.
///
/// @param created seconds since 1970
record CompletionJson(String id, long created, String model, CompletionRequest request) {
  static CompletionJson of(String model, CompletionRequest request) {
    String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    return new CompletionJson(id, System.currentTimeMillis() / 1000, model, request);
  }

  Map<String, Object> whole(Generation generation) {
    StopTrimmer trimmer = new StopTrimmer(request.cutStops());
    String text = trimmer.add(generation.text()) + trimmer.finish(generation.finish());
    Map<String, @Nullable Object> choice = choice(generation);
    choice.put("message", Map.of("role", "assistant", "content", text));
    Map<String, Object> json = envelope("chat.completion", List.of(choice));
    json.put("usage", usage(generation));
    return json;
  }

  /// The chunk that opens a stream.
  Map<String, Object> opening() {
    return chunk(Map.of("role", "assistant", "content", ""));
  }

  Map<String, Object> text(String piece) {
    return chunk(Map.of("content", piece));
  }

  /// The chunk that says why the turn ended; tokens are told here, for the whole turn.
  Map<String, Object> closing(Generation generation) {
    Map<String, @Nullable Object> choice = choice(generation);
    choice.put("delta", Map.of());
    return envelope("chat.completion.chunk", List.of(choice));
  }

  /// The chunk of the counts, which has no choice.
  Map<String, Object> counts(Generation generation) {
    Map<String, Object> json = envelope("chat.completion.chunk", List.of());
    json.put("usage", usage(generation));
    return json;
  }

  private Map<String, Object> chunk(Map<String, String> delta) {
    Map<String, @Nullable Object> choice = new LinkedHashMap<>();
    choice.put("index", 0);
    choice.put("delta", delta);
    choice.put("finish_reason", null);
    return envelope("chat.completion.chunk", List.of(choice));
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

  private Map<String, @Nullable Object> choice(Generation generation) {
    Map<String, @Nullable Object> choice = new LinkedHashMap<>();
    choice.put("index", 0);
    choice.put("finish_reason", reason(generation.finish()));
    choice.put("logprobs", request.logprobs() ? logprobs(generation) : null);
    if (request.tokenIds()) {
      choice.put("token_ids", generation.tokens());
    }
    return choice;
  }

  private static String reason(FinishReason finish) {
    return switch (finish) {
      case END_OF_TURN, STOP_STRING -> "stop";
      case LENGTH, CONTEXT_FULL -> "length";
    };
  }

  /// A token may be a part of a character, so it is named by its id.
  private static Map<String, Object> logprobs(Generation generation) {
    List<Map<String, @Nullable Object>> tokens = new ArrayList<>();
    for (int i = 0; i < generation.tokens().length; i++) {
      Map<String, @Nullable Object> token = new LinkedHashMap<>();
      token.put("token", "token_id:" + generation.tokens()[i]);
      token.put("logprob", generation.logprobs()[i]);
      token.put("bytes", null);
      token.put("top_logprobs", List.of());
      tokens.add(token);
    }
    return Map.of("content", tokens);
  }

  private static Map<String, Integer> usage(Generation generation) {
    int prompt = generation.promptTokens();
    int generated = generation.tokens().length;
    Map<String, Integer> usage = new LinkedHashMap<>();
    usage.put("prompt_tokens", prompt);
    usage.put("completion_tokens", generated);
    usage.put("total_tokens", prompt + generated);
    return usage;
  }
}
