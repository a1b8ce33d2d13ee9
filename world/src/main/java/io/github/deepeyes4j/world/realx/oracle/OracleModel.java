package io.github.deepeyes4j.world.realx.oracle;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Role;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.realx.Item;
import io.github.deepeyes4j.world.realx.RealxMini;
import io.github.deepeyes4j.world.realx.scene.TextReader;
import java.util.List;
import java.util.function.Consumer;

/// Answers whatever of RealX-Mini it is asked, as one that knows where to look but not what is
/// there ([Oracle]): a [ChatModel], so that the ordinary rollout runs it and its tools are the real
/// ones.
///
/// Which question it is asked, it tells by the text and, where several have the same, by the
/// picture. It needs prompts that state the sizes of pictures. Stateless: what it has learned it
/// learns again from the conversation. Safe for concurrent use.
public final class OracleModel implements ChatModel {
  private final RealxMini benchmark;
  private final TextReader reader;

  /// @param reader what it sees with
  public OracleModel(RealxMini benchmark, TextReader reader) {
    this.benchmark = benchmark;
    this.reader = reader;
  }

  @Override
  public String id() {
    return "oracle";
  }

  /// An [IllegalArgumentException] says that the conversation is about no question of the
  /// benchmark.
  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText) {
    List<Message> messages = request.messages();
    Oracle oracle = new Oracle(item(messages), reader);
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).role() == Role.ASSISTANT) {
        oracle.turn(messages.subList(0, i));
      }
    }
    String turn = oracle.turn(messages);
    onText.accept(turn);
    return Generation.ofText(turn, FinishReason.END_OF_TURN, 0);
  }

  private Item item(List<Message> messages) {
    Message asked =
        messages.stream().filter(message -> message.role() == Role.USER).findFirst().orElseThrow();
    List<Item> candidates =
        benchmark.items().stream()
            .filter(item -> asked.display().contains(item.question()))
            .toList();
    return candidates.stream()
        .filter(item -> candidates.size() == 1 || shows(asked, item))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "the oracle knows RealX-Mini only, not: " + asked.display()));
  }

  private boolean shows(Message asked, Item item) {
    List<String> shown = benchmark.question(item).shown().stream().map(Picture::digest).toList();
    return shown.equals(asked.pictures().stream().map(Picture::digest).toList());
  }

  @Override
  public void close() {}
}
