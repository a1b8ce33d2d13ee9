package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import java.util.List;

/// What a model is shown after a tool call, and how the call went.
public record Observation(List<Content> content, ToolStatus status) {
  public Observation {
    content = List.copyOf(content);
  }

  public static Observation text(String text, ToolStatus status) {
    return new Observation(List.of(Content.text(text)), status);
  }

  /// Observations are user messages.
  public Message message() {
    return Message.user(content);
  }

  /// The text, each picture written as `<image>`.
  public String text() {
    return message().display();
  }

  public List<Picture> pictures() {
    return message().pictures();
  }
}
