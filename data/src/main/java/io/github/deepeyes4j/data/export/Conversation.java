package io.github.deepeyes4j.data.export;

import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.Image;
import io.github.deepeyes4j.core.agent.TrajectoryJson.TurnJson;
import io.github.deepeyes4j.data.ask.Asked;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.table.form.MessageCell;
import java.util.ArrayList;
import java.util.List;

/// An episode as a conversation to learn from: observations are user messages, each mark stands for
/// the next picture.
///
/// @param pictures digests, in order of appearance
record Conversation(
    Example example, String teacher, List<MessageCell> messages, List<String> pictures) {
  static Conversation of(Example example, Asked asked) {
    TrajectoryJson episode = asked.trajectory();
    List<MessageCell> messages = new ArrayList<>();
    List<Image> images = new ArrayList<>(episode.images());
    episode.prompt().forEach(m -> messages.add(new MessageCell(m.role(), m.text())));
    for (TurnJson turn : episode.turns()) {
      messages.add(new MessageCell("assistant", turn.prefill() + turn.text()));
      if (turn.observation() != null) {
        messages.add(new MessageCell("user", turn.observation().text()));
        images.addAll(turn.observation().images());
      }
    }
    int marks = messages.stream().mapToInt(MessageCell::marks).sum();
    if (marks != images.size()) {
      throw new IllegalStateException(
          "%s: %d marks but %d pictures".formatted(example.id(), marks, images.size()));
    }
    return new Conversation(
        example, asked.asked(), messages, images.stream().map(Image::digest).toList());
  }
}
