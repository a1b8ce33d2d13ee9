package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.Picture;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a question is put to a model: system prompt, user template, and the two switches that change
/// what it sees.
///
/// @param system the system prompt
/// @param user the user turn; `{question}` stands for the question
/// @param openThought whether turns after an observation begin with `<think>` already written, as
///   in the original's RL
/// @param pictureSizes whether pictures are introduced by name and size in pixels (`image_1:
///   1920x1080`), which tells the model the space of its boxes; off reproduces the released prompts
public record Protocol(String system, String user, boolean openThought, boolean pictureSizes) {
  private static final String SLOT = "{question}";

  public Protocol {

    if (!user.contains(SLOT)) {
      throw new BadInputException("a protocol's user template must contain " + SLOT);
    }
  }

  /// The conversation's opening: system message and user turn, pictures first. Pictures stand as
  /// they are shown, with the sizes that code finds them in.
  public List<Message> open(Question question) {
    List<Content> content = new ArrayList<>();
    List<Picture> shown = question.shown();
    for (int i = 0; i < question.pictures().size(); i++) {
      Picture picture = question.pictures().get(i);
      content.add(Content.image(shown.get(i)));
      if (pictureSizes) {
        content.add(Content.text(Observations.sizeLine(i + 1, picture) + "\n"));
      }
    }
    content.add(Content.text(user.replace(SLOT, question.text())));
    return List.of(Message.system(system), Message.user(content));
  }

  /// The text with which the turn after these messages opens.
  String prefill(boolean afterObservation) {
    return openThought && afterObservation ? "<think>" : "";
  }

  /// Names these prompts and switches in every result.
  public String digest() {
    return Digests.sha256(String.join("\0", system, user, "" + openThought, "" + pictureSizes));
  }

  /// A file of protocols by mode: with tools; and in one turn without any, answering at once or
  /// after thinking.
  public record Modes(Protocol agent, @Nullable Protocol direct, @Nullable Protocol think) {}
}
