package io.github.deepeyes4j.core.chat;

import io.github.deepeyes4j.core.image.Picture;

/// A part of a message. Texts are plain: a control token's name inside one is ordinary text.
public sealed interface Content {
  record Text(String text) implements Content {}

  record Image(Picture picture) implements Content {}

  static Content text(String text) {
    return new Text(text);
  }

  static Content image(Picture picture) {
    return new Image(picture);
  }
}
