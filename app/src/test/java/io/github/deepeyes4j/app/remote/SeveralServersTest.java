package io.github.deepeyes4j.app.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.tokenizer.TokenModel;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.engine.http.ChatServer;
import io.github.deepeyes4j.engine.http.Served;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.service.BearerToken;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One model behind two servers of ours.
@Timeout(120)
class SeveralServersTest {
  private final EngineChatModel nano =
      EngineChatModel.start(
          "nano", LoadedModel.load(Path.of("../models/nano"), Placement.CPU_FP32), 4, 1024);
  private final Site one = new Site(0);
  private final Site two = new Site(0);
  private final RemoteChatModel model =
      RemoteChatModel.connect(List.of(one.url(), two.url()), null);

  /// A server, and how many turns it was asked for.
  private final class Site {
    private final AtomicInteger turns = new AtomicInteger();
    private final ChatServer server;
    private final int port;

    Site(int port) {
      this.server =
          ChatServer.start(
              Served.of(counted()),
              new ChatServer.Options("127.0.0.1", port, new BearerToken(""), 4, 8));
      this.port = server.port();
    }

    String url() {
      return "http://127.0.0.1:%d/v1".formatted(port);
    }

    private TokenModel counted() {
      return new TokenModel() {
        @Override
        public String id() {
          return nano.id();
        }

        @Override
        public TokenSequence prompt(List<Message> messages, String prefill) {
          return nano.prompt(messages, prefill);
        }

        @Override
        public TokenSequence prompt(String text) {
          return nano.prompt(text);
        }

        @Override
        public TokenSequence prompt(int[] tokens) {
          return nano.prompt(tokens);
        }

        @Override
        public Generation generate(ChatRequest request, Consumer<String> onText)
            throws InterruptedException {
          return nano.generate(request, onText);
        }

        @Override
        public Generation generate(TokenSequence prompt, Sampling sampling, Consumer<String> onText)
            throws InterruptedException {
          turns.incrementAndGet();
          return nano.generate(prompt, sampling, onText);
        }

        @Override
        public void close() {}
      };
    }
  }

  @AfterEach
  void close() {
    model.close();
    Stream.of(one, two).forEach(site -> site.server.close());
    nano.close();
  }

  private static ChatRequest ask(int tokens, Message... messages) {
    return new ChatRequest(List.of(messages), "", Sampling.greedy(tokens));
  }

  @Test
  void aConversationStaysWhereItBegan() throws Exception {
    for (int i = 0; i < 12; i++) {
      Message question = Message.user("Question " + i);
      int before = one.turns.get();
      model.generate(ask(1, question));
      model.generate(ask(1, question, Message.assistant("a"), Message.user("b")));
      assertThat(one.turns.get() - before).isIn(0, 2);
    }
    assertThat(one.turns.get()).isBetween(2, 22);
    assertThat(one.turns.get() + two.turns.get()).isEqualTo(24);
  }

  @Test
  void anotherServerTakesOverInTheMiddleOfATurn() throws Exception {
    ChatRequest request = ask(200, Message.user("What is the capital of Peru?"));
    Generation expected = nano.generate(request);
    model.generate(ask(1, request.messages().getFirst()));
    Site first = one.turns.get() == 1 ? one : two;
    Site second = first == one ? two : one;
    AtomicBoolean open = new AtomicBoolean(true);
    StringBuilder told = new StringBuilder();
    Generation generation =
        model.generate(
            request,
            piece -> {
              told.append(piece);
              if (told.length() > 5 && open.getAndSet(false)) {
                first.server.close();
              }
            });
    assertThat(second.turns).hasValue(1);
    assertThat(generation.tokens()).isEqualTo(expected.tokens());
    assertThat(generation.text()).isEqualTo(expected.text()).isEqualTo(told.toString());
    assertReturns(request, first);
  }

  /// A server that is well again gets its conversations back.
  private void assertReturns(ChatRequest request, Site first) throws InterruptedException {
    Site again = new Site(first.port);
    try {
      while (again.turns.get() == 0) {
        model.generate(request);
      }
    } finally {
      again.server.close();
    }
  }

  @Test
  void withoutAnyServerTheFailuresAreSaid() {
    one.server.close();
    two.server.close();
    assertThatThrownBy(() -> model.generate(ask(1, Message.user("q"))))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining(one.url())
        .hasMessageContaining(two.url());
  }
}
