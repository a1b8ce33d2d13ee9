package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which sequence uses which row of the cache, and what a free row still remembers.
///
/// A freed row keeps its contents: a later prompt that begins with the same tokens and pictures
/// (the next turn of the same conversation) takes the row over and computes only what is new.
final class Slots {
  private final List<Slot> slots = new ArrayList<>();
  private long clock;

  /// One row of the cache.
  static final class Slot {
    private final int row;
    private int[] tokens = new int[0];
    private List<ImageSpan> images = List.of();
    private @Nullable Sequence user;
    private long lastUsed;

    private Slot(int row) {
      this.row = row;
    }

    int row() {
      return row;
    }

    /// How many leading tokens of `prompt` this row holds; a picture counts whole or not at all,
    /// and the last token never, since its scores are needed.
    private int remembered(TokenSequence prompt) {
      int limit = Math.min(tokens.length, prompt.length() - 1);
      int same = 0;
      while (same < limit && tokens[same] == prompt.tokens()[same]) {
        same++;
      }
      for (int i = 0; i < prompt.images().size(); i++) {
        ImageSpan image = prompt.images().get(i);
        boolean known = i < images.size() && images.get(i).equals(image) && image.end() <= same;
        if (!known) {
          return Math.min(same, image.start());
        }
      }
      return same;
    }
  }

  /// A row given to a sequence, and how much of its prompt the row holds already.
  record Assignment(Slot slot, int remembered) {}

  Slots(int rows) {
    for (int row = 0; row < rows; row++) {
      slots.add(new Slot(row));
    }
  }

  /// The free row that remembers most of the prompt; among equals the one unused for longest.
  Optional<Assignment> assign(Sequence sequence) {
    TokenSequence prompt = sequence.request().prompt();
    Assignment best = null;
    for (Slot slot : slots) {
      if (slot.user != null) {
        continue;
      }
      int remembered = slot.remembered(prompt);
      if (best == null
          || remembered > best.remembered
          || (remembered == best.remembered && slot.lastUsed < best.slot.lastUsed)) {
        best = new Assignment(slot, remembered);
      }
    }
    if (best != null) {
      best.slot.user = sequence;
      best.slot.tokens = prompt.tokens();
      best.slot.images = prompt.images();
    }
    return Optional.ofNullable(best);
  }

  /// Frees the row.
  ///
  /// @param cached tokens whose keys and values the row now holds
  void release(Slot slot, int[] cached) {
    slot.user = null;
    slot.tokens = cached;
    slot.lastUsed = ++clock;
  }
}
