package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.JsonLines;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A language model as a reader, on any [ChatModel]. With a recording, what is recorded is not
/// asked, and what is asked is recorded; in a replay nobody is asked.
final class ModelReader implements AnswerReader, AutoCloseable {
  /// How much warmer each further try is.
  private static final double WARMER = 0.5;

  private final String name;
  private final @Nullable Supplier<ChatModel> model;
  private final @Nullable JsonLines file;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  /// A line of the recording.
  private record Line(String key, String model, String text, String reply) {}

  /// @param name of the model, part of every key
  /// @param model null in a replay
  /// @param recording null for none
  ModelReader(String name, @Nullable Supplier<ChatModel> model, @Nullable Path recording) {
    this.name = name;
    this.model = model;
    this.file =
        recording == null ? null : JsonLines.open(recording, line -> remember(recording, line));
  }

  private void remember(Path recording, String text) {
    try {
      Line line = JsonMapper.shared().readValue(text, Line.class);
      known.putIfAbsent(line.key, line.reply);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: line %d is no recorded reply: %s"
              .formatted(recording, known.size() + 1, e.getOriginalMessage()),
          e);
    }
  }

  @Override
  public <T> Reading<T> read(Request request, Function<String, Optional<T>> parse)
      throws InterruptedException {
    String reply = "";
    for (int i = 0; i < request.tries(); i++) {
      try {
        reply = reply(request, i);
      } catch (ModelUnavailableException e) {
        return new Reading.Unavailable<>(String.valueOf(e.getMessage()));
      }
      Optional<T> value = parse.apply(reply);
      if (value.isPresent()) {
        return new Reading.Found<>(value.get());
      }
    }
    return new Reading.Unparsable<>(reply);
  }

  private String reply(Request request, int round) throws InterruptedException {
    String key =
        Digests.sha256(
            "%s\0%d\0%d\0%s".formatted(name, request.maxTokens(), round, request.text()));
    String before = known.get(key);
    if (before != null) {
      return before;
    }
    if (model == null) {
      throw new ModelUnavailableException("the judge's recording has no reply to " + key);
    }
    Sampling sampling =
        new Sampling(WARMER * round, 1, 0, round, request.maxTokens(), List.of(), List.of());
    ChatRequest asked = new ChatRequest(List.of(Message.user(request.text())), "", sampling);
    String reply = model.get().generate(asked).text();
    if (file != null && known.putIfAbsent(key, reply) == null) {
      file.add(JsonMapper.shared().writeValueAsString(new Line(key, name, request.text(), reply)));
    }
    return reply;
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
