package io.github.deepeyes4j.core.chat;

import io.github.deepeyes4j.core.image.Picture;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One message of a conversation.
///
/// @param generation how an assistant message came to be, when a model of ours wrote it: its tokens
///   stand for the message wherever it is encoded again, so that nothing is ever re-tokenised
public record Message(Role role, List<Content> content, @Nullable Generation generation) {
  public Message {
    content = List.copyOf(content);
    if (generation != null && role != Role.ASSISTANT) {
      throw new IllegalArgumentException("only assistant messages are generated, not " + role);
    }
  }

  public static Message system(String text) {
    return new Message(Role.SYSTEM, List.of(Content.text(text)), null);
  }

  public static Message user(String text) {
    return user(List.of(Content.text(text)));
  }

  public static Message user(List<Content> content) {
    return new Message(Role.USER, content, null);
  }

  public static Message assistant(String text) {
    return new Message(Role.ASSISTANT, List.of(Content.text(text)), null);
  }

  public static Message assistant(Generation generation) {
    return new Message(Role.ASSISTANT, List.of(Content.text(generation.turn())), generation);
  }

  public Optional<Generation> generated() {
    return Optional.ofNullable(generation);
  }

  public List<Picture> pictures() {
    return content.stream()
        .filter(Content.Image.class::isInstance)
        .map(part -> ((Content.Image) part).picture())
        .toList();
  }

  /// The texts joined, each picture written as `<image>`: for people, never for a model.
  public String display() {
    return content.stream()
        .map(part ->
            switch (part) {
              case Content.Text(String text) -> text;
              case Content.Image _ -> "<image>";
            })
        .collect(Collectors.joining());
  }
}
