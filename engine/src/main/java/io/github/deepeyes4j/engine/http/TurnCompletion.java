package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenModel;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.BadRequestResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One turn of the model: the next one of a conversation, or the continuation of a text.
final class TurnCompletion implements Completion<Generation> {
  private final TokenModel model;
  private final TokenSequence prompt;
  private final CompletionRequest request;
  private final CompletionJson json;
  private final StopTrimmer trimmer;

  private TurnCompletion(TokenModel model, TokenSequence prompt, CompletionRequest request) {
    this.model = model;
    this.prompt = prompt;
    this.request = request;
    this.json = CompletionJson.of(request.form(), model.id());
    this.trimmer = new StopTrimmer(request.cutStops());
  }

  static TurnCompletion chat(TokenModel model, JsonBody body, List<Message> messages) {
    CompletionRequest request = CompletionRequest.chat(body);
    return new TurnCompletion(model, model.prompt(messages, ""), request);
  }

  static TurnCompletion text(TokenModel model, JsonBody body) {
    CompletionRequest request = CompletionRequest.text(body);
    TokenSequence prompt =
        switch (TextPrompt.of(body)) {
          case TextPrompt.Text(String text) -> named(() -> model.prompt(text));
          case TextPrompt.Tokens(int[] tokens) -> named(() -> model.prompt(tokens));
        };
    return new TurnCompletion(model, prompt, request);
  }

  private static TokenSequence named(Supplier<TokenSequence> prompt) {
    try {
      return prompt.get();
    } catch (BadInputException e) {
      throw new BadRequestResponse(
          "prompt: " + e.getMessage(), Map.of(JsonBody.PARAM, TextPrompt.FIELD));
    }
  }

  @Override
  public boolean stream() {
    return request.stream();
  }

  /// A prompt too long for the model is the client's mistake.
  @Override
  public Generation run(Consumer<String> onText) throws InterruptedException {
    Generation generation = model.generate(prompt, request.sampling(), onText);
    if (generation.finish() == FinishReason.CONTEXT_FULL && generation.tokens().length == 0) {
      throw Fault.contextExceeded(
          switch (request.form()) {
            case CHAT -> ChatMessages.FIELD;
            case TEXT -> TextPrompt.FIELD;
          },
          "%d tokens fill the model's context".formatted(generation.promptTokens()));
    }
    return generation;
  }

  @Override
  public Usage usage(Generation generation) {
    return new Usage(generation.promptTokens(), generation.tokens().length);
  }

  @Override
  public Map<String, Object> whole(Generation generation) {
    String text = trimmer.add(generation.text()) + trimmer.finish(generation.finish());
    Map<String, @Nullable Object> choice = choice(generation);
    return switch (request.form()) {
      case CHAT -> {
        choice.put("message", Map.of("role", "assistant", "content", text));
        Map<String, Object> whole = json.whole(choice, usage(generation));
        whole.putAll(promptTokens());
        yield whole;
      }
      case TEXT -> {
        choice.put("text", text);
        choice.putAll(promptTokens());
        yield json.whole(choice, usage(generation));
      }
    };
  }

  @Override
  public Map<String, Object> opening() {
    return switch (request.form()) {
      case CHAT -> {
        Map<String, Object> chunk = json.delta(Map.of("role", "assistant", "content", ""));
        chunk.putAll(promptTokens());
        yield chunk;
      }
      case TEXT -> {
        Map<String, @Nullable Object> choice = CompletionJson.choice(null);
        choice.put("text", "");
        choice.putAll(promptTokens());
        yield json.chunk(choice);
      }
    };
  }

  @Override
  public List<Map<String, Object>> chunks(String piece) {
    return sure(trimmer.add(piece));
  }

  private List<Map<String, Object>> sure(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    return switch (request.form()) {
      case CHAT -> List.of(json.delta(Map.of("content", text)));
      case TEXT -> {
        Map<String, @Nullable Object> choice = CompletionJson.choice(null);
        choice.put("text", text);
        yield List.of(json.chunk(choice));
      }
    };
  }

  /// Tokens are told here, for the whole turn.
  @Override
  public List<Map<String, Object>> closing(Generation generation) {
    List<Map<String, Object>> chunks = new ArrayList<>(sure(trimmer.finish(generation.finish())));
    Map<String, @Nullable Object> choice = choice(generation);
    switch (request.form()) {
      case CHAT -> choice.put("delta", Map.of());
      case TEXT -> choice.put("text", "");
    }
    chunks.add(json.chunk(choice));
    if (request.streamUsage()) {
      chunks.add(json.counts(usage(generation)));
    }
    return chunks;
  }

  private Map<String, @Nullable Object> choice(Generation generation) {
    Map<String, @Nullable Object> choice =
        CompletionJson.choice(
            switch (generation.finish()) {
              case END_OF_TURN, STOP_STRING -> "stop";
              case LENGTH, CONTEXT_FULL -> "length";
            });
    choice.put("logprobs", request.logprobs() ? logprobs(generation) : null);
    if (request.tokenIds()) {
      choice.put("token_ids", generation.tokens());
      choice.put("policy_version", generation.policyVersion());
    }
    return choice;
  }

  /// What the model read, where vLLM tells it.
  private Map<String, Object> promptTokens() {
    if (!request.tokenIds()) {
      return Map.of();
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("prompt_token_ids", prompt.tokens());
    told.put("image_spans", prompt.images().stream().map(TurnCompletion::span).toList());
    return told;
  }

  private static Map<String, Object> span(ImageSpan image) {
    Map<String, Object> span = new LinkedHashMap<>();
    span.put("start", image.start());
    span.put("tokens", image.grid().tokens());
    span.put("grid_thw", List.of(1, image.grid().rows(), image.grid().columns()));
    return span;
  }

  /// A token may be a part of a character, so it is named by its id.
  private Map<String, @Nullable Object> logprobs(Generation generation) {
    List<String> names = new ArrayList<>();
    for (int token : generation.tokens()) {
      names.add("token_id:" + token);
    }
    Map<String, @Nullable Object> logprobs = new LinkedHashMap<>();
    switch (request.form()) {
      case CHAT -> logprobs.put("content", entries(names, generation.logprobs()));
      case TEXT -> {
        logprobs.put("tokens", names);
        logprobs.put("token_logprobs", generation.logprobs());
        logprobs.put("top_logprobs", null);
        logprobs.put("text_offset", null);
      }
    }
    return logprobs;
  }

  private static List<Map<String, @Nullable Object>> entries(List<String> names, float[] logprobs) {
    List<Map<String, @Nullable Object>> entries = new ArrayList<>();
    for (int i = 0; i < logprobs.length; i++) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("token", names.get(i));
      entry.put("logprob", logprobs[i]);
      entry.put("bytes", null);
      entry.put("top_logprobs", List.of());
      entries.add(entry);
    }
    return entries;
  }
}
