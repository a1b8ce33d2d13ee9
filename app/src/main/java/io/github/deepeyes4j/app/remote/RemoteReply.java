package io.github.deepeyes4j.app.remote;

import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionChunk;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A turn put together from the chunks of a stream. Confined to one thread.
final class RemoteReply {
  private final long start = System.nanoTime();
  private final List<String> stops;
  private final Consumer<String> onText;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> tokens = new ArrayList<>();
  private final List<Float> logprobs = new ArrayList<>();
  private @Nullable String finish;
  private int promptTokens;
  private long policyVersion = Generation.UNKNOWN_POLICY;

  /// @param stops strings that may end the turn
  RemoteReply(List<String> stops, Consumer<String> onText) {
    this.stops = stops;
    this.onText = onText;
  }

  void add(ChatCompletionChunk chunk) {
    chunk.usage().ifPresent(usage -> promptTokens = Math.toIntExact(usage.promptTokens()));
    for (ChatCompletionChunk.Choice choice : chunk.choices()) {
      choice.delta().content().ifPresent(this::write);
      choice.finishReason().ifPresent(reason -> finish = reason.asString());
      choice
          .logprobs()
          .flatMap(ChatCompletionChunk.Choice.Logprobs::content)
          .ifPresent(each -> each.forEach(token -> logprobs.add((float) token.logprob())));
      addExtensions(choice._allProperties());
    }
  }

  private void addExtensions(Map<String, JsonValue> fields) {
    field(fields, "token_ids", int[].class)
        .ifPresent(ids -> {
          for (int id : ids) {
            tokens.add(id);
          }
        });
    field(fields, "policy_version", Long.class).ifPresent(version -> policyVersion = version);
  }

  private static <T> Optional<T> field(Map<String, JsonValue> fields, String name, Class<T> type) {
    return Optional.ofNullable(fields.get(name)).map(value -> value.convert(type));
  }

  private void write(String piece) {
    text.append(piece);
    onText.accept(piece);
  }

  /// The turn, once the stream has ended; empty when it broke off.
  Optional<Generation> turn() {
    String reason = finish;
    if (reason == null) {
      return Optional.empty();
    }
    if (!reason.equals("length")) {
      write(missingStop());
    }
    boolean told = tokens.size() == logprobs.size();
    float[] known = new float[told ? logprobs.size() : 0];
    for (int i = 0; i < known.length; i++) {
      known[i] = logprobs.get(i);
    }
    return Optional.of(
        new Generation(
            "",
            text.toString(),
            tokens.stream().limit(known.length).mapToInt(Integer::intValue).toArray(),
            known,
            reason.equals("length") ? FinishReason.LENGTH : stopped(),
            promptTokens,
            policyVersion,
            (System.nanoTime() - start) / 1e9));
  }

  private FinishReason stopped() {
    return stops.stream().anyMatch(text.toString()::endsWith)
        ? FinishReason.STOP_STRING
        : FinishReason.END_OF_TURN;
  }

  /// Servers cut the stop string off: whatever block is left open was closed by it.
  private String missingStop() {
    for (String tag : List.of("code", "tool_call")) {
      if (text.lastIndexOf("<" + tag + ">") > text.lastIndexOf("</" + tag + ">")) {
        return "</" + tag + ">";
      }
    }
    return "";
  }
}
