package io.github.deepeyes4j.core.tokenizer;

import io.github.deepeyes4j.core.image.PatchGrid;
import io.github.deepeyes4j.core.image.Picture;

/// Where a picture stands in a token sequence: `grid.tokens()` image tokens from `start` on.
public record ImageSpan(int start, PatchGrid grid, Picture picture) {
  public int end() {
    return start + grid.tokens();
  }

  /// The same picture, so many tokens further on.
  ImageSpan moved(int by) {
    return new ImageSpan(start + by, grid, picture);
  }
}
