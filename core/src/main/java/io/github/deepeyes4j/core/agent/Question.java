package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.image.Picture;
import java.util.List;

/// What an episode is about: a question and the pictures it is asked of, possibly none.
///
/// @param id names the question in reports and files
public record Question(String id, String text, List<Picture> pictures) {
  public Question {
    pictures = List.copyOf(pictures);
    if (text.isBlank()) {
      throw new IllegalArgumentException("a question must not be empty");
    }
  }
}
