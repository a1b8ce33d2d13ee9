package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.NotFoundResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/// What a client asks for.
///
/// @param chat the turn to generate
/// @param stream whether the turn is sent while it is generated
/// @param streamUsage whether a stream ends with the counts of tokens
/// @param keepStop whether the stop string stays at the end of the text
/// @param tokenIds whether the generated token ids are told
/// @param logprobs whether their log-probabilities are told
record CompletionRequest(
    ChatRequest chat,
    boolean stream,
    boolean streamUsage,
    boolean keepStop,
    boolean tokenIds,
    boolean logprobs) {
  private static final int MAX_STOPS = 16;

  /// Numbers that are served at one value only.
  private static final Map<String, Integer> FIXED =
      Map.of(
          "n", 1,
          "top_logprobs", 0,
          "presence_penalty", 0,
          "frequency_penalty", 0,
          "repetition_penalty", 1,
          "min_p", 0);

  /// What would change the answer and is not served.
  private static final List<String> MISSING =
      List.of(
          "tools",
          "functions",
          "logit_bias",
          "guided_json",
          "guided_regex",
          "guided_choice",
          "guided_grammar",
          "structured_outputs");

  /// Reads a request.
  ///
  /// @param served name of the model
  static CompletionRequest of(JsonBody sent, String served) {
    JsonBody body = sent.withoutNulls();
    String model = body.text("model", served);
    if (!model.equals(served)) {
      throw new NotFoundResponse(
          "model: '%s' is not served here; %s is".formatted(model, served),
          Map.of(JsonBody.PARAM, "model", ChatServer.CODE, "model_not_found"));
    }
    refuseWhatIsMissing(body);
    ChatRequest chat = new ChatRequest(ChatMessages.of(body), "", sampling(body));
    return new CompletionRequest(
        chat,
        body.flag("stream", false),
        body.object("stream_options").flag("include_usage", false),
        body.flag("include_stop_str_in_output", false),
        body.flag("return_token_ids", false),
        body.flag("logprobs", false));
  }

  private static void refuseWhatIsMissing(JsonBody body) {
    FIXED.forEach((name, value) -> {
      if (body.number(name, value) != value) {
        throw JsonBody.wrong(name, body.value(name), "%d here".formatted(value));
      }
    });
    for (String name : MISSING) {
      if (body.holds(name)) {
        throw new BadRequestResponse(name + ": not supported here", Map.of(JsonBody.PARAM, name));
      }
    }
    String format = body.object("response_format").text("type", "text");
    if (!format.equals("text")) {
      throw JsonBody.wrong("response_format", body.value("response_format"), "of type text here");
    }
  }

  private static Sampling sampling(JsonBody body) {
    double temperature = body.number("temperature", 1);
    if (!(temperature >= 0 && Double.isFinite(temperature))) {
      throw JsonBody.wrong("temperature", body.value("temperature"), "a number from 0");
    }
    double topP = body.number("top_p", 1);
    if (!(topP > 0 && topP <= 1)) {
      throw JsonBody.wrong("top_p", body.value("top_p"), "above 0, at most 1");
    }
    long seed = body.whole("seed", ThreadLocalRandom.current().nextLong());
    return new Sampling(
        temperature, topP, topK(body), seed, maxTokens(body), stop(body.value("stop")), List.of());
  }

  private static int topK(JsonBody body) {
    long topK = body.whole("top_k", 0);
    if (topK < -1 || topK > Integer.MAX_VALUE) {
      throw JsonBody.wrong(
          "top_k", body.value("top_k"), "a whole number from 1, or 0 or -1 for all tokens");
    }
    return (int) Math.max(0, topK);
  }

  /// Without a limit of its own a turn ends where the model's context does.
  private static int maxTokens(JsonBody body) {
    String name = body.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
    int tokens = body.integer(name, Integer.MAX_VALUE);
    if (tokens == 0) {
      throw JsonBody.wrong(name, body.value(name), "a whole number from 1");
    }
    return tokens;
  }

  private static List<String> stop(JsonNode stop) {
    if (stop.isMissingNode()) {
      return List.of();
    }
    List<JsonNode> strings = stop.isArray() ? stop.valueStream().toList() : List.of(stop);
    boolean sound =
        strings.stream().allMatch(each -> each.isString() && !each.stringValue().isEmpty());
    if (!sound || strings.size() > MAX_STOPS) {
      throw JsonBody.wrong(
          "stop", stop, "a string or a list of at most %d, none empty".formatted(MAX_STOPS));
    }
    return strings.stream().map(JsonNode::stringValue).toList();
  }

  /// The strings that are cut off the end of the text.
  List<String> cutStops() {
    return keepStop ? List.of() : chat.sampling().stop();
  }
}
