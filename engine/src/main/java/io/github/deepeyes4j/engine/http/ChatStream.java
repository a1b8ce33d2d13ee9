package io.github.deepeyes4j.engine.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.json.JsonMapper;

/// Sends an answer as server-sent events while it is written.
///
/// The work runs on a thread of its own and never waits for the client; the request's thread sends
/// what has come. When the client is gone, sending fails and the work is given up.
final class ChatStream<R> {
  private static final System.Logger LOG = System.getLogger(ChatStream.class.getName());

  private final Context context;
  private final Completion<R> completion;
  private boolean open;

  /// What the working thread tells.
  private sealed interface Event<R> {
    record Text<R>(String piece) implements Event<R> {}

    record Done<R>(R result) implements Event<R> {}

    record Failed<R>(Exception error) implements Event<R> {}
  }

  ChatStream(Context context, Completion<R> completion) {
    this.context = context;
    this.completion = completion;
  }

  /// Sends the whole answer.
  ///
  /// @return what the work brought; empty when the client went away or had to be told of a failure
  /// @throws Exception what the work threw before anything was sent
  Optional<R> send() throws Exception {
    BlockingQueue<Event<R>> events = new LinkedBlockingQueue<>();
    Thread writer = Thread.ofVirtual().start(() -> events.add(work(events)));
    try {
      while (true) {
        switch (events.take()) {
          case Event.Text<R>(String piece) -> text(piece);
          case Event.Done<R>(R result) -> {
            close(result);
            return Optional.of(result);
          }
          case Event.Failed<R>(Exception error) -> {
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

  private Event<R> work(BlockingQueue<Event<R>> events) {
    try {
      return new Event.Done<>(completion.run(piece -> events.add(new Event.Text<>(piece))));
    } catch (Exception e) {
      return new Event.Failed<>(e);
    } catch (Error e) {
      // Such as a lack of memory: the request's thread must hear of it, or it waits forever.
      return new Event.Failed<>(new IllegalStateException("generation failed: " + e, e));
    }
  }

  private void open() throws IOException {
    if (!open) {
      open = true;
      context.contentType("text/event-stream; charset=utf-8").header("Cache-Control", "no-cache");
      event(completion.opening());
    }
  }

  private void text(String piece) throws IOException {
    open();
    for (Map<String, Object> chunk : completion.chunks(piece)) {
      event(chunk);
    }
  }

  private void close(R result) throws IOException {
    open();
    for (Map<String, Object> chunk : completion.closing(result)) {
      event(chunk);
    }
    end();
  }

  private void fail(Exception error) throws Exception {
    if (!open) {
      throw error;
    }
    Fault fault = Fault.of(error);
    if (fault.status() == 500) {
      LOG.log(System.Logger.Level.ERROR, context.path(), error);
    }
    event(fault.json());
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
