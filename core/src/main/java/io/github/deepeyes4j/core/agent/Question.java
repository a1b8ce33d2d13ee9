package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import java.util.List;

/// What an episode is about: a question and the pictures it is asked of, possibly none.
///
/// @param id names the question in reports and files
/// @param pictures as code and search have them
/// @param view longest side in pixels at which a model is shown them; 0 for as they are
public record Question(String id, String text, List<Picture> pictures, int view) {
  public Question {
    pictures = List.copyOf(pictures);
    if (text.isBlank()) {
      throw new IllegalArgumentException("a question must not be empty");
    }
    if (view < 0) {
      throw new IllegalArgumentException("a view of %d pixels".formatted(view));
    }
  }

  /// A question whose pictures are shown as they are.
  public Question(String id, String text, List<Picture> pictures) {
    this(id, text, pictures, 0);
  }

  /// The pictures as a model is shown them.
  public List<Picture> shown() {
    return view == 0
        ? pictures
        : pictures.stream().map(picture -> Resampler.within(picture, view)).toList();
  }
}
