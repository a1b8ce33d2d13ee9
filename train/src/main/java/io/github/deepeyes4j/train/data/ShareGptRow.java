package io.github.deepeyes4j.train.data;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.table.form.MessageCell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A conversation as it stands in the file: an optional system message, then user and assistant in
/// turns, the assistant last. Observations are user messages. Each `<image>` stands for the next
/// picture.
///
/// @param number of the row in the file, from 1
/// @param images paths
record ShareGptRow(int number, List<MessageCell> messages, List<String> images) {
  /// What is wrong with the row, if anything is.
  ///
  /// @param root where the pictures are
  Optional<String> fault(Path root) {
    List<MessageCell> parts = messages;
    int first = !parts.isEmpty() && "system".equals(parts.getFirst().role()) ? 1 : 0;
    if (parts.size() - first < 2 || (parts.size() - first) % 2 != 0) {
      return Optional.of("does not end with an assistant's answer to a user");
    }
    for (int i = first; i < parts.size(); i++) {
      String expected = (i - first) % 2 == 0 ? "user" : "assistant";
      if (!expected.equals(parts.get(i).role())) {
        return Optional.of(
            "message %d is of role '%s', not '%s'".formatted(i + 1, parts.get(i).role(), expected));
      }
      if (expected.equals("assistant")) {
        if (parts.get(i).text().isBlank()) {
          return Optional.of("message %d of the assistant is empty".formatted(i + 1));
        }
        if (parts.get(i).text().contains(MessageCell.MARK)) {
          return Optional.of(
              "message %d of the assistant holds %s".formatted(i + 1, MessageCell.MARK));
        }
      }
    }
    return pictureFault(root);
  }

  private Optional<String> pictureFault(Path root) {
    int marks = messages.stream().mapToInt(MessageCell::marks).sum();
    if (marks != images.size()) {
      return Optional.of(
          "%d %s marks but %d images".formatted(marks, MessageCell.MARK, images.size()));
    }
    return images.stream()
        .filter(path -> !Files.isRegularFile(root.resolve(path)))
        .findFirst()
        .map(path -> "no picture " + root.resolve(path));
  }

  /// The conversation, its pictures decoded; a [io.github.deepeyes4j.core.BadInputException] names
  /// one that cannot be.
  List<Message> conversation(Path root) {
    Iterator<String> pictures = images.iterator();
    return messages.stream()
        .map(part ->
            switch (String.valueOf(part.role())) {
              case "system" -> Message.system(part.text());
              case "assistant" -> Message.assistant(part.text());
              default -> Message.user(content(part.text(), pictures, root));
            })
        .toList();
  }

  private static List<Content> content(String text, Iterator<String> pictures, Path root) {
    List<Content> content = new ArrayList<>();
    String[] pieces = text.split(MessageCell.MARK, -1);
    for (int i = 0; i < pieces.length; i++) {
      if (i > 0) {
        content.add(Content.image(PictureDecoder.decode(root.resolve(pictures.next()))));
      }
      if (!pieces[i].isEmpty()) {
        content.add(Content.text(pieces[i]));
      }
    }
    return content;
  }
}
