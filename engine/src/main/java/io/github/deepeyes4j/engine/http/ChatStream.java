package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.Generation;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.json.JsonMapper;

/// Sends a turn as server-sent events while the model writes it.
///
/// The model runs on a thread of its own and never waits for the client; the request's thread sends
/// what has come. When the client is gone, sending fails and the generation is given up.
final class ChatStream {
  private static final System.Logger LOG = System.getLogger(ChatStream.class.getName());

  private final Context context;
  private final CompletionRequest request;
  private final CompletionJson json;
  private final StopTrimmer trimmer;
  private boolean open;

  /// What the model's thread tells.
  private sealed interface Event {
    record Text(String piece) implements Event {}

    record Done(Generation generation) implements Event {}

    record Failed(Exception error) implements Event {}
  }

  ChatStream(Context context, CompletionRequest request, CompletionJson json) {
    this.context = context;
    this.request = request;
    this.json = json;
    this.trimmer = new StopTrimmer(request.cutStops());
  }

  /// Sends the whole turn.
  ///
  /// @return what was generated; empty when the client went away or had to be told of a failure
  /// @throws Exception what the model threw before anything was sent
  Optional<Generation> send(ChatModel model) throws Exception {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    Thread writer = Thread.ofVirtual().start(() -> events.add(generate(model, events)));
    try {
      while (true) {
        switch (events.take()) {
          case Event.Text(String piece) -> text(trimmer.add(piece));
          case Event.Done(Generation generation) -> {
            close(generation);
            return Optional.of(generation);
          }
          case Event.Failed(Exception error) -> {
            fail(error);
            return Optional.empty();
          }
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the client is gone", e);
      return Optional.empty();
    } finally {
      writer.interrupt();
    }
  }

  private Event generate(ChatModel model, BlockingQueue<Event> events) {
    try {
      Generation generation =
          model.generate(request.chat(), piece -> events.add(new Event.Text(piece)));
      return new Event.Done(ChatServer.checked(generation));
    } catch (Exception e) {
      return new Event.Failed(e);
    } catch (Error e) {
      // Such as a lack of memory: the request's thread must hear of it, or it waits forever.
      return new Event.Failed(new IllegalStateException("generation failed: " + e, e));
    }
  }

  private void text(String piece) throws IOException {
    if (!open) {
      open = true;
      context.contentType("text/event-stream; charset=utf-8").header("Cache-Control", "no-cache");
      event(json.opening());
    }
    if (!piece.isEmpty()) {
      event(json.text(piece));
    }
  }

  private void close(Generation generation) throws IOException {
    text(trimmer.finish(generation.finish()));
    event(json.closing(generation));
    if (request.streamUsage()) {
      event(json.counts(generation));
    }
    end();
  }

  private void fail(Exception error) throws Exception {
    if (!open) {
      throw error;
    }
    LOG.log(System.Logger.Level.ERROR, context.path(), error);
    event(ChatServer.error(500, ChatServer.internal(error), Map.of()));
    end();
  }

  /// Closes the answer here, not when the request is left: a drain may stop the server then.
  private void end() throws IOException {
    event("[DONE]");
    context.res().getOutputStream().close();
  }

  private void event(Map<String, Object> data) throws IOException {
    event(JsonMapper.shared().writeValueAsString(data));
  }

  private void event(String data) throws IOException {
    OutputStream out = context.res().getOutputStream();
    out.write("data: %s\n\n".formatted(data).getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
