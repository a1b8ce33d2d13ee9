package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which sequence uses which row of the cache, and what each row remembers.
///
/// A freed row keeps its contents. The next turn of a conversation takes its row over and computes
/// only what is new; another prompt that begins like a row's (another sample of the same question)
/// gets a copy of that beginning, from a row in use too. What one adapter computed serves no other.
final class Slots {
  private final List<Slot> slots = new ArrayList<>();
  private long clock;
  private long generation;

  /// One row of the cache.
  static final class Slot {
    private final int row;
    private int[] tokens = new int[0];
    private List<ImageSpan> images = List.of();
    private @Nullable LoraAdapter adapter;
    private @Nullable Sequence user;
    private long lastUsed;
    private long generation;

    private Slot(int row) {
      this.row = row;
    }

    int row() {
      return row;
    }

    /// How many leading tokens of `prompt` this row holds; a picture counts whole or not at all,
    /// and the last token never, since its scores are needed.
    private int remembered(Request request) {
      if (adapter != request.adapter()) {
        return 0;
      }
      TokenSequence prompt = request.prompt();
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

  /// A row given to a sequence.
  ///
  /// @param source the row that holds the prompt's beginning, which may be `slot` itself
  /// @param remembered how many of the prompt's tokens that are
  record Assignment(Sequence sequence, Slot slot, Slot source, int remembered) {
    /// The row itself holds the beginning now.
    Assignment copied() {
      return new Assignment(sequence, slot, slot, remembered);
    }

    @Nullable LoraAdapter adapter() {
      return sequence.request().adapter();
    }

    /// What is left to read.
    Prefill prefill() {
      return new Prefill(slot.row, sequence.request().prompt(), remembered);
    }
  }

  Slots(int rows) {
    for (int row = 0; row < rows; row++) {
      slots.add(new Slot(row));
    }
  }

  /// A free row for a sequence; empty when all rows are in use. The row counts as holding the
  /// prompt from now on: it must be given it before a row assigned later copies from it.
  Optional<Assignment> assign(Sequence sequence) {
    Request request = sequence.request();
    Optional<Slot> free = free(request);
    free.ifPresent(slot -> slot.user = sequence);
    return free.map(slot -> {
      Slot source = slot;
      for (Slot other : slots) {
        if (remembered(other, request) > remembered(source, request)) {
          source = other;
        }
      }
      Assignment assignment = new Assignment(sequence, slot, source, remembered(source, request));
      slot.tokens = request.prompt().tokens();
      slot.images = request.prompt().images();
      slot.adapter = request.adapter();
      slot.generation = generation;
      return assignment;
    });
  }

  /// A row all of which the prompt goes on from, the longest such; else the one unused for longest.
  private Optional<Slot> free(Request request) {
    List<Slot> free = slots.stream().filter(slot -> slot.user == null).toList();
    return free.stream()
        .filter(slot -> slot.tokens.length > 0 && remembered(slot, request) == slot.tokens.length)
        .max(Comparator.comparingInt(slot -> slot.tokens.length))
        .or(() -> free.stream().min(Comparator.comparingLong(slot -> slot.lastUsed)));
  }

  private int remembered(Slot slot, Request request) {
    return slot.generation == generation ? slot.remembered(request) : 0;
  }

  /// The model has changed: what the rows remember is no longer what it would compute.
  void forget() {
    generation++;
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
