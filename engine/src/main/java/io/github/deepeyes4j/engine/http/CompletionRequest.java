package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.service.JsonBody;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/// What a client asks for.
///
/// @param form in which it was asked and is answered
/// @param stream whether the text is sent while it is generated
/// @param streamUsage whether a stream ends with the counts of tokens
/// @param keepStop whether the stop string stays at the end of the text
/// @param tokenIds whether the token ids of prompt and text are told
/// @param logprobs whether their log-probabilities are told
record CompletionRequest(
    Form form,
    Sampling sampling,
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

  /// Tokens of a text at most when the client names no limit, as everywhere.
  private static final int TEXT_TOKENS = 16;

  /// Reads what is asked beside the conversation. Without a limit of its own a turn ends where the
  /// model's context does.
  static CompletionRequest chat(JsonBody body) {
    refuseWhatIsMissing(body);
    fixed(body, "top_logprobs", 0);
    int tokens = maxTokens(body, "max_tokens", Integer.MAX_VALUE);
    int limit = maxTokens(body, "max_completion_tokens", tokens);
    return of(Form.CHAT, body, limit, body.flag("logprobs", false));
  }

  /// Reads what is asked beside the text that is to be continued.
  static CompletionRequest text(JsonBody body) {
    refuseWhatIsMissing(body);
    if (body.flag("echo", false)) {
      throw Fault.refused("echo", "the prompt is not repeated here");
    }
    if (body.holds("suffix")) {
      throw Fault.refused("suffix", "not supported here");
    }
    fixed(body, "best_of", 1);
    boolean logprobs = body.has("logprobs");
    if (logprobs && body.whole("logprobs", 0) != 0) {
      throw JsonBody.wrong(
          "logprobs", body.value("logprobs"), "0 here, which tells those of the generated tokens");
    }
    return of(Form.TEXT, body, maxTokens(body, "max_tokens", TEXT_TOKENS), logprobs);
  }

  private static CompletionRequest of(Form form, JsonBody body, int maxTokens, boolean logprobs) {
    return new CompletionRequest(
        form,
        sampling(body, maxTokens),
        body.flag("stream", false),
        body.object("stream_options").flag("include_usage", false),
        body.flag("include_stop_str_in_output", false),
        body.flag("return_token_ids", false),
        logprobs);
  }

  private static void fixed(JsonBody body, String name, int value) {
    if (body.number(name, value) != value) {
      throw JsonBody.wrong(name, body.value(name), "%d here".formatted(value));
    }
  }

  private static void refuseWhatIsMissing(JsonBody body) {
    FIXED.forEach((name, value) -> fixed(body, name, value));
    for (String name : MISSING) {
      if (body.holds(name)) {
        throw Fault.refused(name, "not supported here");
      }
    }
    String format = body.object("response_format").text("type", "text");
    if (!format.equals("text")) {
      throw JsonBody.wrong("response_format", body.value("response_format"), "of type text here");
    }
  }

  private static Sampling sampling(JsonBody body, int maxTokens) {
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
        temperature,
        topP,
        topK(body),
        seed,
        maxTokens,
        stop(body.value("stop")),
        body.texts("bad_words"));
  }

  private static int topK(JsonBody body) {
    long topK = body.whole("top_k", 0);
    if (topK < -1 || topK > Integer.MAX_VALUE) {
      throw JsonBody.wrong(
          "top_k", body.value("top_k"), "a whole number from 1, or 0 or -1 for all tokens");
    }
    return (int) Math.max(0, topK);
  }

  private static int maxTokens(JsonBody body, String name, int fallback) {
    int tokens = body.integer(name, fallback);
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
    return keepStop ? List.of() : sampling.stop();
  }
}
